import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ImageFolder } from '#main/core/disk/image-folder.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { WritableFolder } from '#main/core/disk/writable-folder.ts';
import { HandlePool } from '#main/core/io/handle-pool.ts';
import { intercept } from '#test/stress/support/intercept.ts';
import { pathOf, type Hook, type Request } from '#test/stress/support/requests.ts';
import { pooledReader } from '#test/support/pooled-reader.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

/** Once it is bad, it says at once that the main file did not get all that was written; other files take their time to be closed. */
class Medium implements Hook {
  isBad = false;

  async request<T>(request: Request, carryOut: () => Promise<T>): Promise<T> {
    if (request.kind !== 'close' || !this.isBad) return carryOut();
    const isMain = pathOf(request).endsWith('main.vmdk');
    if (!isMain) await sleep(20);
    const result = await carryOut();
    if (isMain) throw Object.assign(new Error('EIO: made to fail, close'), { code: 'EIO' });
    return result;
  }

  system(_: unknown, carryOut: () => 'done' | 'not done'): 'done' | 'not done' {
    return carryOut();
  }
}

test.each([ImageFolder, WritableFolder])('a file that cannot be closed well leaves no other one open', async (kind) => {
  await using folder = await TempFolder.create();
  for (const name of ['main.vmdk', 'other.vmdk']) await writeFile(folder.at(name), 'content');
  const medium = new Medium();
  using intercepted = intercept(folder.path, medium);
  const opened = await kind.open(folder.at('main.vmdk'), defaultLimits);
  await opened.sibling('other.vmdk');
  medium.isBad = true;
  await expect(opened[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'io' });
  expect(intercepted.held).toEqual([]);
});

test('a file that cannot be closed well gives its place to the next one', async () => {
  await using folder = await TempFolder.create();
  const pool = new HandlePool(1);
  for (const name of ['main.vmdk', 'other.vmdk']) await writeFile(folder.at(name), 'content');
  const medium = new Medium();
  using intercepted = intercept(folder.path, medium);
  const [main, other] = [
    await pooledReader(folder.at('main.vmdk'), pool),
    await pooledReader(folder.at('other.vmdk'), pool),
  ];
  const bytes = new Uint8Array(7);
  await main.read(0, bytes);
  medium.isBad = true;
  await expect(main.close()).rejects.toMatchObject({ code: 'io' });
  await other.read(0, bytes);
  expect(Buffer.from(bytes).toString()).toBe('content');
  await other.close();
  expect(intercepted.held).toEqual([]);
});
