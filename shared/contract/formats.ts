import { z } from 'zod';
import type { FormatInfo } from '../model/format.ts';
import { call } from '../rpc/define.ts';

export const formats = {
  /** The catalogue: what can be read and written, with options and limits. */
  list: call(z.object({}), z.array(z.custom<FormatInfo>((value) => typeof value === 'object'))),
};
