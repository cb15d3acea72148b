import { execFile } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import fs, { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { check } from '#main/core/operations/check.ts';
import { compact } from '#main/core/operations/compact.ts';
import { convert } from '#main/core/operations/convert.ts';
import { hash } from '#main/core/operations/hash.ts';
import { resize } from '#main/core/operations/resize.ts';
import { missing, toolPath } from '#test/support/need.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { actingAt, unwatched } from '#test/support/watch.ts';

const execute = promisify(execFile);
const run = (command: string, ...words: readonly string[]) => execute(command, words, { env: { PATH: toolPath } });

let folder: TempFolder;
let image: string;

beforeEach(async () => {
  folder = await TempFolder.create();
  image = folder.at('disk.vdi');
  await makeSampleDisk(folder.at('disk.img'), 16 * MiB);
  await convert({ source: folder.at('disk.img'), sourceFormat: 'raw', target: image }, unwatched);
});

afterEach(() => folder[Symbol.asyncDispose]());

const failure = (code: string) => Object.assign(new Error(`${code}: made to fail`), { code });

describe.each(['copy', 'verify'])('a target folder that vanishes in the phase %s', (phase) => {
  it.each(['monolithicSparse', 'twoGbMaxExtentFlat'])(
    'ends a conversion to %s with a sentence, and nothing is left',
    async (variant) => {
      await mkdir(folder.at('away'));
      const before = await folder.names();
      const remove = () => {
        rmSync(folder.at('away'), { recursive: true });
      };
      const job = { source: image, target: folder.at('away/copy.vmdk'), variant };
      await expect(convert(job, actingAt(phase, remove))).rejects.toMatchObject({
        reason: 'target.folder-gone',
        facts: { path: folder.at('away') },
      });
      expect(await folder.names()).toEqual(before.filter((name) => name !== 'away'));
      expect(await folder.openFiles()).toEqual([]);
    },
  );
});

describe('a file system that cannot flush', () => {
  let prototype: { sync: FileHandle['sync']; datasync: FileHandle['datasync'] };
  let kept: typeof prototype;

  beforeEach(async () => {
    const handle = await open(image);
    prototype = Object.getPrototypeOf(handle) as typeof prototype;
    await handle.close();
    kept = { sync: prototype.sync, datasync: prototype.datasync };
  });

  afterEach(() => {
    Object.assign(prototype, kept);
  });

  const failWith = (code: string) => {
    const fail = () => Promise.reject(failure(code));
    Object.assign(prototype, { sync: fail, datasync: fail });
  };

  it.each(['EINVAL', 'ENOSYS', 'ENOTSUP'])('(%s) lets a conversion succeed, which tells it', async (code) => {
    const wanted = await hash({ path: image }, unwatched);
    failWith(code);
    for (const target of ['copy.vhd', 'set.vmdk']) {
      const variant = target === 'set.vmdk' ? 'twoGbMaxExtentSparse' : 'dynamic';
      const result = await convert({ source: image, target: folder.at(target), variant }, unwatched);
      expect(result).toMatchObject({ unflushed: true, verified: true, digest: { value: wanted.value } });
    }
  });

  it.each(['EINVAL', 'ENOSYS', 'ENOTSUP'])(
    '(%s) is refused for changes in place, before anything is changed',
    async (code) => {
      const before = await hash({ path: image }, unwatched);
      failWith(code);
      const refusal = { reason: 'file.cannot-flush', facts: { path: image } };
      await expect(resize({ path: image, virtualSize: 32 * MiB }, unwatched)).rejects.toMatchObject(refusal);
      Object.assign(prototype, kept);
      expect(await hash({ path: image }, unwatched)).toEqual(before);
    },
  );

  it('is not told of one that can, and a flush that loses data is still a failure', async () => {
    const result = await convert({ source: image, target: folder.at('copy.vhd') }, unwatched);
    expect(result.unflushed).toBe(undefined);
    failWith('EIO');
    await expect(convert({ source: image, target: folder.at('more.vhd') }, unwatched)).rejects.toMatchObject({
      code: 'io',
    });
    expect(await folder.names()).not.toContain('more.vhd');
  });
});

describe.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])('a file system without hard links (%s)', (code) => {
  const { link } = fs;

  beforeEach(() => {
    fs.link = () => Promise.reject(failure(code));
    syncBuiltinESMExports();
  });

  afterEach(() => {
    fs.link = link;
    syncBuiltinESMExports();
  });

  it('gets new images and replaced ones all the same', async () => {
    const before = await folder.names();
    const set = { source: image, target: folder.at('set.vmdk'), variant: 'twoGbMaxExtentFlat' };
    await convert(set, unwatched);
    await convert({ ...set, overwrite: true }, unwatched);
    await expect(convert(set, unwatched)).rejects.toMatchObject({ reason: 'target.exists' });
    expect(await folder.names()).toEqual([...before, 'set-f001.vmdk', 'set.vmdk'].sort());
    expect((await hash({ path: set.target }, unwatched)).value).toBe((await hash({ path: image }, unwatched)).value);
  });
});

describe.skipIf(missing('mounting'))('a read-only medium', () => {
  beforeEach(async () => {
    await mkdir(folder.at('medium'));
    await run('cp', image, folder.at('medium/disk.vdi'));
    await run('mount', '--bind', folder.at('medium'), folder.at('medium'));
    await run('mount', '-o', 'remount,ro,bind', folder.at('medium'));
  });

  afterEach(() => run('umount', '-l', folder.at('medium')));

  it('is read like any other, and nothing is left on it', async () => {
    const path = folder.at('medium/disk.vdi');
    expect(await hash({ path }, unwatched)).toEqual(await hash({ path: image }, unwatched));
    expect(await check({ path }, unwatched)).toMatchObject({ findings: [] });
    expect(await convert({ source: path, target: folder.at('copy.vhd') }, unwatched)).toMatchObject({ verified: true });
    expect(await readdir(folder.at('medium'))).toEqual(['disk.vdi']);
  });

  it('is said to be one when an image on it is to be changed or made', async () => {
    const path = folder.at('medium/disk.vdi');
    const refusal = { code: 'denied', reason: 'file.read-only-medium' };
    await expect(resize({ path, virtualSize: 32 * MiB }, unwatched)).rejects.toMatchObject(refusal);
    await expect(compact({ path }, unwatched)).resolves.toMatchObject({ reclaimed: 0 });
    await expect(convert({ source: image, target: folder.at('medium/copy.vhd') }, unwatched)).rejects.toMatchObject(
      refusal,
    );
  });
});

describe.skipIf(missing('mounting', 'mkfs.ext4'))('a medium that is unplugged', () => {
  it('ends a conversion with a sentence, and nothing is left', async () => {
    const [medium, mounted] = [folder.at('medium.img'), folder.at('mounted')];
    await mkdir(mounted);
    await mkdir(folder.at('content'));
    await run('cp', image, folder.at('content/disk.vdi'));
    await run('truncate', '-s', '32M', medium);
    await run('mkfs.ext4', '-q', '-d', folder.at('content'), medium);
    await run('mount', '-o', 'loop,ro', medium, mounted);
    try {
      const before = await folder.names();
      // What lies beyond the cut is gone, like everything on a disk that is pulled out.
      const source = `${mounted}/disk.vdi`;
      await run('sh', '-c', 'echo 3 > /proc/sys/vm/drop_caches');
      const pullOut = () => {
        truncateSync(medium, 4096);
      };
      const job = { source, target: folder.at('copy.vhd') };
      await expect(convert(job, actingAt('copy', pullOut))).rejects.toMatchObject({ reason: 'file.input-output' });
      expect(await folder.names()).toEqual(before);
    } finally {
      await run('umount', '-l', mounted);
    }
  });
});
