import { Output, type OutputOptions } from './output.ts';
import type { OutputFiles } from './output-files.ts';

export type { OutputFiles } from './output-files.ts';

/**
 * Writes an image so that its target is absent, or as it was, until everything is whole: `write` gets temporary files beside
 * it, which are flushed and given their names when it returns, the main file last. After any failure, everything this call
 * made is gone, its handles are closed, and the failure itself is thrown; `leftBehind` among its facts names what could not
 * be removed. After a crash, the next output in that folder takes away what is left, or `settleOutput` by its token.
 * @param options `overwrite` lets existing files be replaced, which otherwise throws `target.exists` before anything is
 *   created, and again when a file appeared in between. `token` marks the temporaries for `settleOutput`. `isNeverSparse` keeps
 *   Windows from marking the files as sparse. `whenFull` waits for space instead of failing.
 */
export async function atomically<T>(
  target: string,
  { overwrite = false, ...options }: { overwrite?: boolean | undefined } & Omit<OutputOptions, 'replaces'>,
  write: (files: OutputFiles) => Promise<T>,
): Promise<T> {
  const output = await Output.begin(target, { ...options, replaces: overwrite ? 'everything' : 'nothing' });
  try {
    const result = await write(output.files);
    await output.publish();
    return result;
  } catch (thrown) {
    throw await output.abandon(thrown);
  }
}
