import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { MiB } from '#shared/model/bytes.ts';
import { freeRuns } from '#main/core/guest/free-runs.ts';
import type { GuestDisk } from '#main/core/guest/guest.ts';
import { inspectGuest } from '#main/core/guest/inspect.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { allFreeRuns, blankFile, diskOfBytes, onlyOne, run, trusted } from './tools.ts';

async function fat16(): Promise<Buffer> {
  await using folder = await TempFolder.create();
  const image = await blankFile(folder.at('disk'), 16 * MiB);
  await run('mkfs.fat', '-F', '16', '-s', '2', image);
  return await readFile(image);
}

/** A disk that counts its reads, and calls `before` ahead of each. */
function counting(
  content: Uint8Array,
  before: (count: number) => void = () => undefined,
): GuestDisk & { reads: number } {
  const inner = diskOfBytes(content);
  const disk = {
    virtualSize: inner.virtualSize,
    reads: 0,
    async read(at: number, target: Uint8Array, signal?: AbortSignal) {
      disk.reads += 1;
      before(disk.reads);
      await inner.read(at, target, signal);
    },
  };
  return disk;
}

describe.skipIf(missing('mkfs.fat'))('free runs', () => {
  it('are none of a partition that is not trusted, even if it would be', async () => {
    const disk = counting(await fat16());
    const { range } = onlyOne(await inspectGuest(disk));
    const before = disk.reads;
    const distrust = { reason: 'overlap', facts: {} } as const;
    expect(await allFreeRuns(disk, { number: 1, type: '', range, distrust })).toEqual([]);
    expect(disk.reads).toBe(before);
  });

  it('are none when the volume has been used since it was inspected', async () => {
    const content = await fat16();
    const partition = trusted(onlyOne(await inspectGuest(diskOfBytes(content))));
    expect(await allFreeRuns(diskOfBytes(content), partition)).not.toEqual([]);
    content[37] = 1;
    expect(await allFreeRuns(diskOfBytes(content), partition)).toEqual([]);
  });

  it('are none of a range that is not the volume, or not of the disk', async () => {
    const content = await fat16();
    const disk = diskOfBytes(content);
    const partition = trusted(onlyOne(await inspectGuest(disk)));
    const moved = { ...partition, range: { start: MiB, length: 15 * MiB } };
    expect(await allFreeRuns(disk, moved)).toEqual([]);
    const beyond = { ...partition, range: { start: 0, length: 17 * MiB } };
    expect(await allFreeRuns(disk, beyond)).toEqual([]);
  });

  it('pass on every failure of the disk, and never take one for damage in the guest', async () => {
    const content = await fat16();
    const whole = counting(content);
    const partition = trusted(onlyOne(await inspectGuest(whole)));
    const toInspect = whole.reads;
    await allFreeRuns(whole, partition);
    const toRead = whole.reads - toInspect;
    const failAt = (nth: number): GuestDisk =>
      counting(content, (count) => {
        if (count === nth) throw new DiskError('file.input-output', { path: 'disk', cause: 'test' });
      });
    for (let nth = 1; nth <= toInspect; nth += 1) {
      await expect(inspectGuest(failAt(nth))).rejects.toThrow(DiskError);
    }
    for (let nth = 1; nth <= toRead; nth += 1) {
      await expect(allFreeRuns(failAt(nth), partition)).rejects.toThrow(DiskError);
    }
  });

  it('stop when they are cancelled', async () => {
    const disk = diskOfBytes(await fat16());
    const partition = trusted(onlyOne(await inspectGuest(disk)));
    const aborted = AbortSignal.abort();
    await expect(inspectGuest(disk, aborted)).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    const runs = freeRuns(disk, partition, aborted);
    await expect(runs.next()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });
});
