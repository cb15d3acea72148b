import { z } from 'zod';
import { call } from '../rpc/define.ts';

const reportKinds = ['html', 'json'] as const;

export const reports = {
  /**
   * Saves what an ended job tells: a page that needs no network, or the result as the command line prints it. The path is one
   * that the person chose; a file that is there is replaced.
   */
  save: call(
    z.object({ job: z.string(), kind: z.enum(reportKinds), path: z.string().min(1) }),
    z.object({ path: z.string() }),
  ),
};
