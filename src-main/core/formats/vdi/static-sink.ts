import { KiB } from '#shared/model/bytes.ts';
import type { CreatePlan, Sink, TargetFiles } from '../../disk/format.ts';
import { takeSpace } from '../../io/take-space.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { encodeHeader } from './encode.ts';
import { imageTypes } from './layout.ts';
import type { VdiOptions } from './options.ts';
import { planVdi, staticLength } from './plan.ts';

/**
 * Writes a static image: the space for the whole disk is taken at once, every block has the slot of its own number, and
 * what is skipped is zero already. The header, without which nothing takes the file for an image, comes last.
 */
export async function createStatic(
  { main }: TargetFiles,
  { virtualSize, options, identity }: CreatePlan<VdiOptions>,
): Promise<Sink> {
  const plan = planVdi(virtualSize, options.blockSize);
  const { blocks, dataStart, mapStart, mapLength } = plan;
  await takeSpace(main, staticLength(plan));

  return {
    // The block of common file systems: smaller pieces would be written as whole ones anyway.
    granularity: 4 * KiB,
    data: (at, bytes, signal) => main.write(dataStart + at, bytes, signal),
    async finish(signal) {
      const map = new ForwardTable(main, { start: mapStart, length: mapLength, endianness: 'little' });
      for (let block = 0; block < blocks; block += 1) await map.set(block, block);
      await map.finish();
      const extras = { imageType: imageTypes.fixed, comment: options.comment, identity };
      await main.write(0, encodeHeader(plan, blocks, extras), signal);
    },
  };
}
