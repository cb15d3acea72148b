import { GiB, MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import { zeroEntry } from '#main/core/formats/vdi/layout.ts';
import { setEntries } from '#test/e2e/vdi-damage.ts';
import { seededRandom } from '#test/support/random.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** Writes noise into an image, so that no file system keeps it as a hole. */
export async function writeNoise(image: string, ranges: readonly ByteRange[]): Promise<void> {
  const noise = seededRandom(3).bytes(MiB);
  await using opened = await openEditableSource({ path: image }, unwatched.signal);
  for (const { start, length } of ranges) {
    for (let done = 0; done < length; done += MiB) {
      await opened.disk.write(start + done, noise.subarray(0, Math.min(MiB, length - done)), unwatched.signal);
    }
  }
  await opened.disk.flush();
}

/** Where the disk of `makeMappedChain` has what, in MiB. Everything else is stored nowhere. */
export const mapped = {
  data: [
    [100, 40],
    [900, 24],
  ],
  parent: [
    [0, 60],
    [400, 80],
  ],
  zero: [[60, 10]],
  lost: [[130, 2]],
} as const;

/** The size of its disk. */
export const mappedSize: Bytes = 1 * GiB;

/** A VDI of 1 GiB upon another one, with all that a map can show: `child.vdi`, damaged, and `base.vdi`. */
export async function makeMappedChain(folder: TempFolder): Promise<string> {
  const [base, child] = [folder.at('base.vdi'), folder.at('child.vdi')];
  await create({ target: base, virtualSize: mappedSize, variant: 'dynamic' }, unwatched);
  // What the child has as zeros is data of the parent that must not show through.
  await writeNoise(base, rangesOf([...mapped.parent, [60, 10]]));
  await createChild({ target: child, parent: base }, unwatched);
  await writeNoise(child, rangesOf(mapped.data));
  await setEntries(child, Object.fromEntries(blocksOf(mapped.zero).map((block) => [block, zeroEntry])));
  await setEntries(child, Object.fromEntries(blocksOf(mapped.lost).map((block) => [block, 0x00ff_ffff])));
  return child;
}

type MebiBytes = readonly (readonly [start: number, length: number])[];

function rangesOf(parts: MebiBytes): readonly ByteRange[] {
  return parts.map(([start, length]) => ({ start: start * MiB, length: length * MiB }));
}

function blocksOf(parts: MebiBytes): readonly number[] {
  return parts.flatMap(([start, length]) => Array.from({ length }, (_, index) => start + index));
}
