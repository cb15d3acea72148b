import { rename, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HandlePool } from '#main/core/io/handle-pool.ts';
import { createExclusively } from '#main/core/io/node-file.ts';
import { PooledWriter, type PooledReader } from '#main/core/io/pooled-file.ts';
import { patternAt } from '#test/support/patterns.ts';
import { pooledReader } from '#test/support/pooled-reader.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const tellsOpenFiles = process.platform === 'linux';

async function readers(count: number, pool: HandlePool): Promise<readonly PooledReader[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      await writeFile(folder.at(`f${i}`), patternAt(i * 512, 512));
      return pooledReader(folder.at(`f${i}`), pool);
    }),
  );
}

async function writer(name: string, pool: HandlePool): Promise<PooledWriter> {
  const created = await createExclusively(folder.at(name));
  const file = new PooledWriter(created, pool, { shownAs: folder.at(name) });
  await file.enter(created);
  return file;
}

async function contentOf(file: PooledReader | PooledWriter): Promise<Uint8Array> {
  const content = new Uint8Array(file.size);
  await file.read(0, content);
  return content;
}

describe('many files that are read', () => {
  test('are never open all at once, however many are asked for', async () => {
    const files = await readers(40, new HandlePool(5));
    expect(await folder.openFiles()).toEqual([]);
    let most = 0;
    const reads = [...files, ...files].map(async (file) => {
      const content = await contentOf(file);
      most = Math.max(most, (await folder.openFiles()).length);
      return content;
    });
    const found = await Promise.all(reads);
    expect(Buffer.concat(found)).toEqual(Buffer.concat([patternAt(0, 40 * 512), patternAt(0, 40 * 512)]));
    if (tellsOpenFiles) expect([most > 0, most <= 5]).toEqual([true, true]);
    await Promise.all(files.map((file) => file.close()));
  });

  test('of which one cannot be opened do not keep the others waiting', async () => {
    const files = await readers(10, new HandlePool(2));
    await rm(folder.at('f3'));
    const outcomes = await Promise.allSettled(files.map(contentOf));
    expect(outcomes.map(({ status }, i) => [i, status]).filter(([, status]) => status === 'rejected')).toEqual([
      [3, 'rejected'],
    ]);
    await writeFile(folder.at('f3'), new Uint8Array(512));
    await Promise.all(files.map((file) => file.close()));
  });

  test('are the same when they are opened again, or refused', async () => {
    const [first, second] = await readers(2, new HandlePool(1));
    if (!first || !second) throw new Error('two were asked for');
    await contentOf(first);
    await contentOf(second);
    await writeFile(folder.at('f0'), 'x', { flag: 'a' });
    await expect(contentOf(first)).rejects.toMatchObject({ reason: 'file.replaced', facts: { path: folder.at('f0') } });
    await writeFile(folder.at('other'), patternAt(0, 512));
    await contentOf(second);
    await rename(folder.at('other'), folder.at('f0'));
    await expect(contentOf(first)).rejects.toMatchObject({ reason: 'file.replaced' });
    await Promise.all([first.close(), second.close()]);
  });

  test('tell their holes once they are open, and never claim too many', async () => {
    const pool = new HandlePool(1);
    const created = await createExclusively(folder.at('sparse'));
    await created.resize(1 << 20);
    await created.close();
    const file = await pooledReader(folder.at('sparse'), pool);
    expect(file.nextData(4096)).toEqual({ start: 4096, length: (1 << 20) - 4096 });
    expect(file.nextData(1 << 20)).toBeUndefined();
    await file.ready();
    expect(file.ready()).toBeUndefined();
    const direct = await createExclusively(folder.at('direct'));
    await direct.resize(1 << 20);
    // Where the system tells holes, the open file does too.
    expect(file.nextData(0)).toEqual(direct.nextData(0));
    await direct.close();
    await file.close();
  });
});

describe('many files that are written', () => {
  test('are closed in between, and hold everything', async () => {
    const pool = new HandlePool(2);
    const files = [];
    for (let i = 0; i < 8; i += 1) files.push(await writer(`w${i}`, pool));
    for (const [i, file] of files.entries()) await file.write(0, patternAt(i * 512, 512));
    for (const [i, file] of files.entries()) await file.write(512, patternAt(i * 512 + 4096, 512));
    if (tellsOpenFiles) expect((await folder.openFiles()).length).toBe(2);
    expect(files.map(({ size }) => size)).toEqual(Array(8).fill(1024));
    for (const [i, file] of files.entries()) {
      expect(await contentOf(file)).toEqual(
        new Uint8Array(Buffer.concat([patternAt(i * 512, 512), patternAt(i * 512 + 4096, 512)])),
      );
    }
    for (const file of files) await file.close();
    await expect(files[0]?.write(0, new Uint8Array(1))).rejects.toThrow('closed for good');
  });

  test('are not written on when somebody put another file in their place', async () => {
    const pool = new HandlePool(1);
    const first = await writer('w0', pool);
    await first.write(0, new Uint8Array(10).fill(1));
    const second = await writer('w1', pool);
    await writeFile(folder.at('other'), 'precious');
    await rename(folder.at('other'), folder.at('w0'));
    await expect(first.write(0, new Uint8Array(10))).rejects.toMatchObject({ reason: 'file.replaced' });
    await Promise.all([first.close(), second.close()]);
  });
});

test('a file is flushed before the pool closes it, and what fails then is heard', async () => {
  const pool = new HandlePool(1);
  const opened = await createExclusively(folder.at('a'));
  const problem = new Error('the medium is gone');
  const stubborn = {
    reopen: () => Promise.reject(new Error('never')),
    beforeClosing: () => Promise.reject(problem),
  };
  await pool.adopt(stubborn, opened);
  const second = await pooledReader(folder.at('a'), pool);
  await expect(second.read(0, new Uint8Array(0))).rejects.toBe(problem);
  // It is closed all the same, and the next one gets its place.
  await second.read(0, new Uint8Array(0));
  await second.close();
});
