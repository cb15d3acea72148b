import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { ConvertForecast, ConvertInput } from '#shared/model/convert.ts';
import type { Disk } from '../disk/disk.ts';
import type { Operation } from '../disk/format.ts';
import { sampleUnit, sampleUnits } from '../disk/sample.ts';
import { isZero } from '../disk/zeros.ts';
import { MemoryFile } from '../io/memory-file.ts';
import { freshIdentity } from './identity.ts';
import { openSource } from './open-source.ts';
import { draftConversion, spaceNeeded, type Draft } from './plan-conversion.ts';

/** As much of the data is looked at. */
const mostSampled: Bytes = 12 * MiB;
/** Looking ends after that time: whoever waits for a forecast would rather have a rough one. */
const longestMilliseconds = 1000;

/**
 * Says what the result of a conversion will likely take. The map of the source says how much data there is; a sample of it says how
 * much of that is zeros, and how small a target that compresses will make it. Bounded in time and memory, whatever the disk.
 * Writes nothing. Throws what `planConversion` throws of the source and of the choice.
 */
export const forecastConversion: Operation<ConvertInput, ConvertForecast> = async (input, { signal }) => {
  const rescue = input.salvage === true ? { lost: () => undefined } : {};
  await using image = await openSource({ path: input.source, sourceFormat: input.sourceFormat, ...rescue }, signal);
  const draft = await draftConversion(image, input, signal);
  const empty = spaceNeeded(draft, 0);
  const atMost = spaceNeeded(draft, draft.dataBytes);
  // What takes its full size at once takes it whatever the data is.
  if (empty === atMost) return { expectedBytes: atMost, sampledBytes: 0 };

  const sample = await takeSample(image.disk, draft.dataBytes, signal);
  const dataBytes = Math.round((draft.dataBytes * sample.stored.length) / Math.max(1, sample.units));
  const likely =
    draft.choice.variant.info.allocation === 'stream'
      ? empty + dataBytes * (await shrinkage(draft, sample.stored, signal))
      : spaceNeeded(draft, dataBytes);
  return { expectedBytes: Math.min(Math.round(likely), atMost), sampledBytes: sample.units * sampleUnit };
};

interface SampledData {
  /** How many units were looked at. */
  readonly units: number;
  /** The content of those that hold anything but zeros. */
  readonly stored: readonly Uint8Array[];
}

async function takeSample(disk: Disk, dataBytes: Bytes, signal: AbortSignal): Promise<SampledData> {
  const places = await sampleUnits(disk, { dataBytes, most: mostSampled / sampleUnit }, signal);
  const endsAt = performance.now() + longestMilliseconds;
  const stored: Uint8Array[] = [];
  let units = 0;
  for (const at of places) {
    if (units > 0 && performance.now() > endsAt) break;
    const bytes = new Uint8Array(Math.min(sampleUnit, disk.virtualSize - at));
    await disk.read(at, bytes, signal);
    units += 1;
    if (!isZero(bytes)) stored.push(bytes);
  }
  return { units, stored };
}

/** What a byte of data becomes, on the average: the target's own writer is given the sample, and a file in memory. */
async function shrinkage({ choice }: Draft, stored: readonly Uint8Array[], signal: AbortSignal): Promise<number> {
  const size = (await written(choice, stored, signal)) - (await written(choice, [], signal));
  return stored.length === 0 ? 0 : size / (stored.length * sampleUnit);
}

/** The size of a small image with these units as its content. */
async function written(choice: Draft['choice'], units: readonly Uint8Array[], signal: AbortSignal): Promise<Bytes> {
  const main = new MemoryFile();
  const files = { main, name: 'sample', sibling: () => Promise.resolve(new MemoryFile()) };
  const virtualSize = Math.max(1, units.length) * sampleUnit;
  const sink = await choice.variant.create(files, { virtualSize, options: choice.options, identity: freshIdentity });
  for (const [i, unit] of units.entries()) {
    const whole = unit.length === sampleUnit ? unit : Buffer.concat([unit], sampleUnit);
    await sink.data(i * sampleUnit, whole, signal);
  }
  await sink.finish(signal);
  return main.size;
}
