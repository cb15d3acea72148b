import path from 'node:path';
import { z } from 'zod';
import type { JobSnapshot } from '#shared/model/job.ts';
import { plain } from '#shared/text/plain.ts';

/** What jobs call the file they make, else the one they are about. */
const files = z.object({
  target: z.string().optional(),
  output: z.string().optional(),
  source: z.string().optional(),
  path: z.string().optional(),
});

/**
 * What a job is called in a notification. It may stand in the title only: desktops of Linux read the body as markup, in which a
 * name could pass for a link.
 */
export function nameOf({ input, operation }: JobSnapshot): string {
  const { target, output, source, path: image } = files.safeParse(input).data ?? {};
  return plain(path.basename(target ?? output ?? source ?? image ?? operation));
}
