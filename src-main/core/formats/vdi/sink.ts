import { KiB } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import type { CreatePlan, Sink, TargetFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { encodeHeader, type Extras } from './encode.ts';
import { imageTypes } from './layout.ts';
import type { VdiOptions } from './options.ts';
import { planVdi, type VdiPlan } from './plan.ts';

/** Writes a dynamic image. */
export function createDynamic(
  { main }: TargetFiles,
  { virtualSize, options, identity }: CreatePlan<VdiOptions>,
): Promise<Sink> {
  const extras = { imageType: imageTypes.dynamic, comment: options.comment, identity };
  return Promise.resolve(growingSink(main, planVdi(virtualSize, options.blockSize), extras));
}

/**
 * Writes an image that grows: each block that gets data takes the next slot, and the header, without which nothing takes the
 * file for an image, comes last.
 */
export function growingSink(main: Writer, plan: VdiPlan, extras: Extras): Sink {
  const { blockSize, dataStart, mapStart } = plan;
  const map = new ForwardTable(main, { start: mapStart, length: plan.mapLength, endianness: 'little' });
  let lastBlock = -1;
  let slots = 0;

  return {
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
      await main.write(0, encodeHeader(plan, slots, extras), signal);
    },
  };
}
