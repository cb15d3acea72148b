import { z } from 'zod';
import type { FormatInfo } from '../model/format.ts';
import type { Profile } from '../model/profile.ts';
import { call } from '../rpc/define.ts';

export const formats = {
  /** The catalogue: what can be read and written, with options and limits. */
  list: call(z.object({}), z.array(z.custom<FormatInfo>((value) => typeof value === 'object'))),
  /** The products that images can be made for, with what each of them takes. */
  profiles: call(z.object({}), z.array(z.custom<Profile>((value) => typeof value === 'object'))),
};
