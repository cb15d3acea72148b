import type { Reader } from '../io/reader.ts';
import type { ImageFiles } from './format.ts';
import { largestPatch, type Patch, type SizePatch } from './patch.ts';
import { isZero } from './zeros.ts';

/**
 * The same patches in a form that can be taken back: what a file loses at its end is kept piece by piece, unless it is
 * zeros anyway.
 */
export async function* reversible(files: ImageFiles, patches: AsyncIterable<Patch>): AsyncGenerator<Patch> {
  for await (const patch of patches) {
    if (patch.kind === 'bytes' || patch.now >= patch.was) yield patch;
    else yield* cutInPieces(patch.file === files.name ? files.main : await files.sibling(patch.file), patch);
  }
}

async function* cutInPieces(file: Reader, { file: name, because, was, now }: SizePatch): AsyncGenerator<Patch> {
  for (let end = was; end > now;) {
    const start = Math.max(now, end - largestPatch);
    const piece = new Uint8Array(end - start);
    await file.read(start, piece);
    const patch = { file: name, because };
    if (isZero(piece)) yield { kind: 'size', ...patch, was: end, now: start };
    else yield { kind: 'bytes', ...patch, at: start, was: piece, now: new Uint8Array(0) };
    end = start;
  }
}
