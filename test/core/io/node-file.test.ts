import { execFileSync } from 'node:child_process';
import { appendFile, link, open, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createExclusively, openForReading, openForWriting } from '#main/core/io/node-file.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const text = (content: string) => new TextEncoder().encode(content);

test('what is written is read back, and the gap before it is zero', async () => {
  const path = folder.at('new.img');
  await using file = await createExclusively(path);
  await file.write(5, text('platter'));
  const target = new Uint8Array(12);
  await file.read(0, target);
  await file.flush();
  expect({ size: file.size, target, onDisk: await readFile(path) }).toEqual({
    size: 12,
    target: new Uint8Array([0, 0, 0, 0, 0, ...text('platter')]),
    onDisk: Buffer.from('\0\0\0\0\0platter'),
  });
});

test('size follows writes and resizing, and never the order in which writes end', async () => {
  await using file = await createExclusively(folder.at('a'));
  await Promise.all([file.write(1000, text('end')), file.write(0, text('start')), file.write(500, text('middle'))]);
  const grown = file.size;
  await file.resize(10);
  const cut = file.size;
  await file.resize(5000);
  expect([grown, cut, file.size, (await stat(file.path)).size]).toEqual([1003, 10, 5000, 5000]);
});

test('closing waits for transfers under way, and refuses those that come later', async () => {
  const file = await createExclusively(folder.at('a'));
  const pieces = Array.from({ length: 32 }, (_, i) => new Uint8Array(64 * 1024).fill(i + 1));
  const writes = pieces.map((piece, i) => file.write(i * piece.length, piece));
  const closed = file.close();
  const late = file.write(0, text('late'));
  await expect(late).rejects.toMatchObject({ reason: 'file.input-output' });
  await Promise.all([...writes, closed]);
  expect(Buffer.compare(await readFile(file.path), Buffer.concat(pieces))).toBe(0);
});

test('transfers may overlap in time', async () => {
  await using file = await createExclusively(folder.at('a'));
  await Promise.all(Array.from({ length: 64 }, (_, i) => file.write(i * 4096, new Uint8Array(4096).fill(i))));
  const blocks = await Promise.all(
    Array.from({ length: 64 }, async (_, i) => {
      const block = new Uint8Array(4096);
      await file.read(i * 4096, block);
      return block.every((byte) => byte === i);
    }),
  );
  expect(blocks).not.toContain(false);
});

test.each([
  [-1, 1],
  [10, 1],
  [4, 7],
  [NaN, 1],
])('a read of %d + %d bytes that the file does not have is refused', async (at, length) => {
  await writeFile(folder.at('a'), '0123456789');
  await using file = await openForReading(folder.at('a'));
  await expect(file.read(at, new Uint8Array(length))).rejects.toMatchObject({
    reason: 'file.short-read',
    facts: { name: file.path, size: 10 },
  });
});

test('a file that another program cuts meanwhile is a short read, not an endless one', async () => {
  await writeFile(folder.at('a'), '0123456789');
  await using file = await openForReading(folder.at('a'));
  await truncate(file.path, 4);
  await expect(file.read(0, new Uint8Array(10))).rejects.toMatchObject({ reason: 'file.short-read' });
});

test('a file that another program extends keeps the size it had when it was opened', async () => {
  await writeFile(folder.at('a'), '0123');
  await using file = await openForReading(folder.at('a'));
  await appendFile(file.path, '4567');
  expect(file.size).toBe(4);
});

test.each([-1, 0.5, NaN, 2 ** 53])('nothing is written at %d', async (at) => {
  await using file = await createExclusively(folder.at('a'));
  await expect(file.write(at, text('x'))).rejects.toThrow(RangeError);
  expect((await stat(file.path)).size).toBe(0);
});

test('offsets beyond 32 bits go where they say', async () => {
  await using file = await createExclusively(folder.at('large'));
  const far = 5 * 2 ** 40 + 12345;
  await file.write(far, text('far'));
  const target = new Uint8Array(3);
  await file.read(far, target);
  expect([file.size, target]).toEqual([far + 3, text('far')]);
});

test('a signal stops a transfer before it begins', async () => {
  await using file = await createExclusively(folder.at('a'));
  const signal = AbortSignal.abort();
  await expect(file.write(0, text('x'), signal)).rejects.toMatchObject({ name: 'AbortError' });
  await file.write(0, text('y'));
  await expect(file.read(0, new Uint8Array(1), signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(file.size).toBe(1);
});

test('reading needs no right to write, and does not give it', async () => {
  await writeFile(folder.at('a'), 'data', { mode: 0o444 });
  await using file = await openForReading(folder.at('a'));
  await expect(file.write(0, text('x'))).rejects.toMatchObject({ name: 'DiskError', facts: { path: file.path } });
  await expect(file.resize(0)).rejects.toMatchObject({ name: 'DiskError' });
  expect(await readFile(file.path, 'utf8')).toBe('data');
});

test('opening for writing neither creates nor cuts', async () => {
  await expect(openForWriting(folder.at('nothing'))).rejects.toMatchObject({ reason: 'file.missing' });
  await writeFile(folder.at('a'), 'old content');
  await using file = await openForWriting(folder.at('a'));
  await file.write(0, text('new'));
  expect([file.size, await readFile(file.path, 'utf8'), await folder.names()]).toEqual([11, 'new content', ['a']]);
});

test('creating refuses a name that is taken, by a dangling link too', async () => {
  await writeFile(folder.at('a'), 'old');
  await symlink('nowhere', folder.at('b'));
  for (const name of ['a', 'b']) {
    await expect(createExclusively(folder.at(name))).rejects.toMatchObject({
      reason: 'target.exists',
      facts: { path: folder.at(name) },
    });
  }
  expect([await readFile(folder.at('a'), 'utf8'), await folder.names()]).toEqual(['old', ['a', 'b']]);
});

test('a new file has the permissions that the umask leaves', async () => {
  const before = process.umask(0o027);
  try {
    await using file = await createExclusively(folder.at('a'));
    expect((await stat(file.path)).mode % 0o1000).toBe(0o640);
  } finally {
    process.umask(before);
  }
});

test('errors name the path that the file is shown as', async () => {
  await using file = await createExclusively(folder.at('.temporary'), { shownAs: '/where/disk.vdi' });
  await expect(file.read(0, new Uint8Array(1))).rejects.toMatchObject({ facts: { name: '/where/disk.vdi' } });
});

test.each(['openForReading', 'openForWriting'] as const)('%s takes regular files only', async (name) => {
  const opens = { openForReading, openForWriting }[name];
  const pipe = folder.at('pipe');
  execFileSync('mkfifo', [pipe]);
  await symlink('/dev/zero', folder.at('device'));
  for (const path of [folder.path, pipe, folder.at('device'), '/dev/null']) {
    await expect(opens(path)).rejects.toMatchObject({ reason: 'file.not-regular', facts: { path } });
  }
});

test.skipIf(noTinyDisk)('a file whose size is above 2^53-1 is refused', async () => {
  await using disk = await tinyDisk(64 * 1024);
  const path = disk.at('vast');
  execFileSync('truncate', ['-s', '9007199254740992', path]);
  await expect(openForReading(path)).rejects.toMatchObject({ reason: 'file.input-output', facts: { path } });
  expect(await disk.openFiles()).toEqual([]);
});

test('a missing file, and one below a file, is missing', async () => {
  await writeFile(folder.at('a'), '');
  for (const path of [folder.at('none'), folder.at('a/b'), folder.at('none/b')]) {
    await expect(openForReading(path)).rejects.toMatchObject({ reason: 'file.missing', facts: { path } });
  }
});

test('identity is the same under every name of a file, and no other file has it', async () => {
  await writeFile(folder.at('a'), '1');
  await writeFile(folder.at('c'), '1');
  await link(folder.at('a'), folder.at('hard'));
  await symlink('a', folder.at('soft'));
  const identities = await Promise.all(
    ['a', 'hard', 'soft', 'c'].map(async (name) => {
      await using file = await openForReading(folder.at(name));
      return file.identity;
    }),
  );
  const expected = await stat(folder.at('a'), { bigint: true });
  const same = { device: expected.dev, inode: expected.ino };
  expect(identities.slice(0, 3)).toEqual([same, same, same]);
  expect(identities[3]).not.toEqual(same);
});

test('a closed file may be closed again, and transfers nothing', async () => {
  const file = await createExclusively(folder.at('a'));
  await file.write(0, text('x'));
  await file.close();
  await file.close();
  await expect(file.read(0, new Uint8Array(1))).rejects.toMatchObject({ reason: 'file.input-output' });
});

test('closing waits for the transfers under way', async () => {
  const file = await createExclusively(folder.at('a'));
  const write = file.write(0, new Uint8Array(1 << 20).fill(7));
  await file.close();
  await write;
  expect((await stat(file.path)).size).toBe(1 << 20);
});

test('what a new file takes is told apart from its size', async () => {
  await using file = await createExclusively(folder.at('a'));
  await file.resize(1 << 30);
  const empty = await file.allocatedSize();
  await file.write(0, new Uint8Array(1 << 20).fill(1));
  await file.flush();
  const handle = await open(file.path);
  const { blocks } = await handle.stat().finally(() => handle.close());
  expect([empty < 1 << 20, await file.allocatedSize()]).toEqual([true, blocks * 512]);
});
