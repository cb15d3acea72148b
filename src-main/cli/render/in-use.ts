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

/** Says on stderr, beside an answer that was given all the same, that the image is in use. */
export async function warnOfUse(path: string): Promise<void> {
  await using file = await openForReading(path);
  const use = await useOf(file);
  if (use) say(plain(`${path} is in use ${userInWords(use)}: what is told of it may already be out of date.`));
}
