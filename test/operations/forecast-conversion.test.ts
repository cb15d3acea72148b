import { randomBytes } from 'node:crypto';
import { stat, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, MiB } from '#shared/model/bytes.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import { convert } from '#main/core/operations/convert.ts';
import { forecastConversion } from '#main/core/operations/forecast-conversion.ts';
import { planConversion } from '#main/core/operations/plan-conversion.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Half noise, half text, which compresses well: in turns of one MiB. */
async function makeMixedDisk(name: string, megabytes: number): Promise<void> {
  const noise = randomBytes(MiB);
  const text = Buffer.alloc(MiB, 'the same line over and over again\n');
  await writeFile(
    folder.at(name),
    Buffer.concat(Array.from({ length: megabytes }, (_, i) => (i % 2 === 0 ? noise : text))),
  );
}

const wish = (name: string, target: string, more: Partial<ConvertInput> = {}): ConvertInput => ({
  source: folder.at(name),
  sourceFormat: 'raw',
  target: folder.at(target),
  ...more,
});

/** How far a forecast is from what a conversion then takes, as a fraction of the latter. */
async function missOf(input: ConvertInput): Promise<number> {
  const { expectedBytes } = await forecastConversion(input, unwatched);
  const { bytesWritten } = await convert(input, unwatched);
  return Math.abs(expectedBytes - bytesWritten) / bytesWritten;
}

describe('a forecast', () => {
  it.each([
    ['a.vdi', 'dynamic'],
    ['a.vhd', 'dynamic'],
    ['a.vmdk', 'monolithicSparse'],
    ['a.vmdk', 'streamOptimized'],
    ['a.img', 'sparse'],
  ])(
    'is within a tenth of what %s (%s) takes, though only a part of the data is looked at',
    async (target, variant) => {
      await makeMixedDisk('mixed.img', 40);
      expect(await missOf(wish('mixed.img', target, { variant }))).toBeLessThan(0.1);
    },
  );

  it('leaves out zeros that the source stores, which a plan has to reckon with', async () => {
    await writeFile(folder.at('zeros.img'), Buffer.concat([randomBytes(4 * MiB), Buffer.alloc(28 * MiB)]));
    const input = wish('zeros.img', 'a.vdi');
    const { expectedBytes, sampledBytes } = await forecastConversion(input, unwatched);
    expect(expectedBytes).toBeLessThan(8 * MiB);
    expect(sampledBytes).toBeLessThanOrEqual(12 * MiB);
    expect((await planConversion(input, unwatched)).neededBytes).toBeGreaterThan(32 * MiB);
  });

  it('follows the level of compression', async () => {
    const squares = Array.from({ length: 200_000 }, (_, i) => String(i * i)).join('\n');
    await writeFile(folder.at('mixed.img'), Buffer.alloc(2 * MiB, squares));
    const at = async (level: number) =>
      (
        await forecastConversion(
          wish('mixed.img', 'a.vmdk', { variant: 'streamOptimized', options: { level } }),
          unwatched,
        )
      ).expectedBytes;
    expect(await at(9)).toBeLessThan(await at(1));
  });

  it('needs no look at the data where the target takes its full size at once', async () => {
    await makeSampleDisk(folder.at('a.img'), 8 * MiB);
    expect(await forecastConversion(wish('a.img', 'a.vhd', { variant: 'fixed' }), unwatched)).toEqual({
      expectedBytes: 8 * MiB + 512,
      sampledBytes: 0,
    });
  });

  it('of a product follows the sizes of that product', async () => {
    await writeFile(folder.at('odd.img'), '');
    await truncate(folder.at('odd.img'), 20 * MiB + 512);
    expect(await forecastConversion(wish('odd.img', 'a.vhd', { profile: 'azure' }), unwatched)).toMatchObject({
      expectedBytes: 21 * MiB + 512,
    });
  });

  it('of an empty disk is next to nothing, however large the disk is', async () => {
    await writeFile(folder.at('empty.img'), '');
    await truncate(folder.at('empty.img'), 500 * GiB);
    for (const variant of ['monolithicSparse', 'streamOptimized']) {
      const { expectedBytes } = await forecastConversion(wish('empty.img', 'a.vmdk', { variant }), unwatched);
      expect(expectedBytes).toBeLessThan(80 * MiB);
    }
  });

  it('writes nothing, and stops when it is told to', async () => {
    await makeMixedDisk('mixed.img', 4);
    const before = await folder.names();
    const stopped = new AbortController();
    stopped.abort();
    await expect(
      forecastConversion(wish('mixed.img', 'a.vmdk'), { ...unwatched, signal: stopped.signal }),
    ).rejects.toThrow('aborted');
    await forecastConversion(wish('mixed.img', 'a.vmdk'), cancellingAt(Infinity));
    expect(await folder.names()).toEqual(before);
    expect((await stat(folder.at('mixed.img'))).size).toBe(4 * MiB);
  });
});
