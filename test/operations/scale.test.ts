import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { GiB, MiB, TiB } from '#shared/model/bytes.ts';
import { create } from '#main/core/operations/create.ts';
import { check } from '#main/core/operations/check.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { map } from '#main/core/operations/map.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import { projectFolder } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** What a process takes in which an image is opened. */
async function measureOpening(image: string): Promise<{ virtualSize: number; milliseconds: number; memory: number }> {
  const script = path.join(projectFolder, 'test/support/measured-open.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, image]);
  return JSON.parse(stdout) as { virtualSize: number; milliseconds: number; memory: number };
}

/** What lies on a disk that was written at three far places. */
const places = [0, 0.5, 1] as const;

describe('very large disks with little on them', () => {
  it.each([
    ['disk.vdi', 'dynamic', 2 * TiB],
    ['disk.vhd', 'dynamic', 2040 * GiB],
    ['disk.vmdk', 'monolithicSparse', 2040 * GiB],
  ])(
    '%s (%s) of %i bytes is opened, written, mapped and checked in bounded time and memory',
    { timeout: 60_000 },
    async (name, variant, virtualSize) => {
      await using folder = await TempFolder.create();
      const image = folder.at(name);
      await create({ target: image, virtualSize, variant }, unwatched);
      {
        await using opened = await openEditableSource({ path: image }, unwatched.signal);
        for (const place of places) {
          const at = Math.min(virtualSize * place, virtualSize - 512);
          await opened.disk.write(at, new Uint8Array(512).fill(7));
        }
        await opened.disk.flush();
      }
      // Bounds with room for slow machines: a scan of the disk, or of all tables at once, would miss them by far.
      const { milliseconds, memory, virtualSize: found } = await measureOpening(image);
      expect(found).toBe(virtualSize);
      expect(milliseconds).toBeLessThan(3000);
      expect(memory).toBeLessThan(200 * MiB);

      expect(await inspect({ path: image }, unwatched)).toMatchObject({ variant, virtualSize });
      let stored = 0;
      for await (const batch of map({ path: image }, unwatched)) {
        for (const { kind, length } of batch) if (kind === 'data') stored += length;
      }
      expect(stored).toBeLessThan(8 * MiB);
      expect((await check({ path: image }, unwatched)).findings).toEqual([]);
    },
  );
});
