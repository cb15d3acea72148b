import type { Bytes } from '#shared/model/bytes.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import type { Random } from '#test/support/random.ts';
import { buildVdi, free, zero } from './build.ts';
import { editImage, imageOf } from './edit-support.ts';
import { someUuid } from './healthy.ts';

export const blockSize: Bytes = 4096;

export type Kind = 'dynamic' | 'differencing' | 'static';

/**
 * A sound image of any shape: fragmented, with slots that nobody names, extra bytes, bytes behind the last slot, a last slot that
 * is cut where the disk ends, a counter that is too high; perhaps written to afterwards. Small blocks keep it small.
 */
export async function randomImage(random: Random, kind: Kind, most = 24): Promise<MemoryImage> {
  const blocks = 3 + random.below(most - 2);
  const slots = shuffled(
    Array.from({ length: blocks }, (_, slot) => slot),
    random,
  );
  const isFilled = kind === 'static' || random.below(4) === 0;
  const map = slots.map((slot) => (isFilled ? slot : random.pick([slot, slot, slot, free, zero])));
  const blockExtra = random.pick([0, 0, 512]);
  const diskSize = blocks * blockSize - random.pick([0, 0, 512, 3584]);
  const used = map.filter((entry) => entry < zero);
  const end = 1 + Math.max(-1, ...used);
  const slotSize = blockExtra + blockSize;
  const dataStart = 1024;
  const isCut = map[blocks - 1] === end - 1 && random.below(2) === 0;
  const fileSize = isCut
    ? dataStart + (end - 1) * slotSize + blockExtra + diskSize - (blocks - 1) * blockSize
    : dataStart + end * slotSize + (kind === 'static' ? 0 : random.pick([0, 0, 100, 2 * slotSize, 3 * slotSize + 7]));
  const image = imageOf(
    buildVdi({
      map,
      header: {
        blockSize,
        blockExtra,
        diskSize,
        dataStart,
        blocksAllocated: Math.min(blocks, end + random.pick([0, 0, 1])),
        imageType: kind === 'static' ? imageTypes.fixed : imageTypes[kind],
        ...(kind === 'differencing' ? { parentUuid: someUuid } : {}),
      },
      fileSize,
    }),
  );
  if (random.below(2) === 0) await edit(image, diskSize, random);
  return image;
}

/** Writes, zeros and discards of whole blocks, so that slots come and go. */
async function edit(image: MemoryImage, diskSize: Bytes, random: Random): Promise<void> {
  const layer = await editImage(image);
  for (let change = 0; change < 8; change += 1) {
    const start = blockSize * random.below(Math.ceil(diskSize / blockSize));
    const range = { start, length: Math.min(random.pick([1, 2, 5]) * blockSize, diskSize - start) };
    if (random.below(2) === 0) await layer.write(start, random.bytes(range.length));
    else if (random.below(2) === 0) await layer.discard(range);
    else await layer.zero(range);
    if (random.below(3) === 0) await layer.flush();
  }
  await layer.flush();
}

function shuffled(values: number[], random: Random): readonly number[] {
  for (let i = values.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
  }
  return values;
}
