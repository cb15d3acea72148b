import { KiB } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import type { CreatePlan, Sink, TargetFiles } from '../../disk/format.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { encodeFooter, encodeHeader } from './encode.ts';
import { diskTypes, sectorSize } from './layout.ts';
import type { VhdOptions } from './options.ts';
import { planVhd } from './plan.ts';

/**
 * Writes a dynamic image: each block that gets data goes behind the one before, with a bitmap that calls all its sectors
 * present. The footer and its copy, without which nothing takes the file for an image, come last.
 */
export async function createDynamic(
  { main }: TargetFiles,
  { virtualSize, options, identity }: CreatePlan<VhdOptions>,
): Promise<Sink> {
  const plan = planVhd(virtualSize, options.blockSize);
  const { blockSize, bitmapLength, tableStart, tableLength } = plan;
  const table = new ForwardTable(main, { start: tableStart, length: tableLength, endianness: 'big' });
  const bitmap = new Uint8Array(bitmapLength).fill(0xff);
  let lastBlock = -1;
  let written = 0;

  async function addBlock(block: number, signal?: AbortSignal): Promise<void> {
    const place = plan.placeOf(written);
    lastBlock = block;
    written += 1;
    const complete = table.set(block, place / sectorSize);
    await main.write(place, bitmap, signal);
    await complete;
  }

  return {
    granularity: 64 * KiB,

    async data(at, bytes, signal) {
      const pending: Promise<void>[] = [];
      for (let done = 0; done < bytes.length;) {
        const within = (at + done) % blockSize;
        const block = (at + done - within) / blockSize;
        if (block > lastBlock) pending.push(addBlock(block, signal));
        const piece = bytes.subarray(done, done + blockSize - within);
        pending.push(main.write(plan.placeOf(written - 1) + bitmapLength + within, piece, signal));
        done += piece.length;
      }
      await allOf(pending);
    },

    async finish(signal) {
      const { diskSize, headerStart } = plan;
      const footer = encodeFooter({ diskSize, diskType: diskTypes.dynamic, headerStart, identity });
      const footerStart = plan.footerStart(written);
      await table.finish();
      await main.write(headerStart, encodeHeader(plan), signal);
      await main.resize(footerStart);
      await main.write(footerStart, footer, signal);
      await main.write(0, footer, signal);
    },
  };
}
