import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { CreatePlan, MeasurePlan, Sink, TargetFiles } from '../../disk/format.ts';
import { takeSpace } from '../../io/take-space.ts';
import { encodeFooter } from './encode.ts';
import { diskTypes, footer, sectorSize } from './layout.ts';
import type { VhdOptions } from './options.ts';

/**
 * Writes a fixed image: the space for the whole disk and its footer is taken at once, and what is skipped is zero already.
 * The footer, without which the file is a raw disk, comes last.
 */
export async function createFixed(
  { main }: TargetFiles,
  { virtualSize, identity }: CreatePlan<VhdOptions>,
): Promise<Sink> {
  const diskSize = roundUp(virtualSize, sectorSize);
  await takeSpace(main, diskSize + footer.size);

  return {
    // The block of common file systems: smaller pieces would be written as whole ones anyway.
    granularity: 4 * KiB,
    data: (at, bytes, signal) => main.write(at, bytes, signal),
    async finish(signal) {
      const encoded = encodeFooter({ diskSize, diskType: diskTypes.fixed, headerStart: null, identity });
      await main.write(diskSize, encoded, signal);
    },
  };
}

/** What a fixed image takes, whatever it holds. */
export function measureFixed({ virtualSize }: MeasurePlan<VhdOptions>): Bytes {
  return roundUp(virtualSize, sectorSize) + footer.size;
}
