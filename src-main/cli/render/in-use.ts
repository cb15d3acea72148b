import { useOf } from '#main/core/io/image-use.ts';
import { openForReading } from '#main/core/io/node-file.ts';
import type { ImageUse } from '#shared/model/image.ts';
import { plain } from '#shared/text/plain.ts';
import { say } from './streams.ts';

/** Who uses an image: `by qemu-io (process 4711)`. */
export function userInWords({ program, pid }: ImageUse): string {
  if (program === null) return 'by another program';
  return `by ${plain(program)}${pid === null ? '' : ` (process ${String(pid)})`}`;
}

/** Says on stderr, beside an answer that was given all the same, that the image is in use. The answer counts, whatever became of the file since. */
export async function warnOfUse(path: string): Promise<void> {
  const use = await useOfFile(path).catch(() => null);
  if (use) say(plain(`${path} is in use ${userInWords(use)}: what is told of it may already be out of date.`));
}

async function useOfFile(path: string): Promise<ImageUse | null> {
  await using file = await openForReading(path);
  return await useOf(file);
}
