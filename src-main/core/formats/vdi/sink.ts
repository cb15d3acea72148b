import { KiB } from '#shared/model/bytes.ts';
import { allOf } from '../../disk/all-of.ts';
import type { CreatePlan, Sink, TargetFiles } from '../../disk/format.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { encodeHeader } from './encode.ts';
import { imageTypes } from './layout.ts';
import type { VdiOptions } from './options.ts';
import { planVdi } from './plan.ts';

/**
 * Writes a dynamic image: each block that gets data takes the next slot, and the header, without which nothing takes the
 * file for an image, comes last.
 */
export function createDynamic(
  { main }: TargetFiles,
  { virtualSize, options, identity }: CreatePlan<VdiOptions>,
): Promise<Sink> {
  const plan = planVdi(virtualSize, options.blockSize);
  const { blockSize, dataStart, mapStart } = plan;
  const map = new ForwardTable(main, { start: mapStart, length: plan.mapLength, endianness: 'little' });
  let lastBlock = -1;
  let slots = 0;

  return Promise.resolve({
    granularity: 64 * KiB,

    async data(at, bytes, signal) {
      const pending: Promise<void>[] = [];
      const first = Math.floor(at / blockSize);
      const end = Math.ceil((at + bytes.length) / blockSize);
      for (let block = Math.max(first, lastBlock + 1); block < end; block += 1) {
        pending.push(map.set(block, slots));
        lastBlock = block;
        slots += 1;
      }
      // Data comes in order, so its blocks have the last slots, one behind the other: a single write reaches them all.
      const slot = slots - (end - first);
      pending.push(main.write(dataStart + slot * blockSize + (at % blockSize), bytes, signal));
      await allOf(pending);
    },

    async finish(signal) {
      await map.finish();
      await main.resize(dataStart + slots * blockSize);
      await main.flush();
      const extras = { imageType: imageTypes.dynamic, comment: options.comment, identity };
      await main.write(0, encodeHeader(plan, slots, extras), signal);
      await main.flush();
    },
  });
}
