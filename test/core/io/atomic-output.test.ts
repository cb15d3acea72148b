import { watch } from 'node:fs';
import { link, lstat, mkdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { atomically, type OutputFiles } from '#main/core/io/atomic-output.ts';
import { settleOutput } from '#main/core/io/settle-output.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cannotLock, lockFolder } from './locked-folder.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const text = (content: string) => new TextEncoder().encode(content);
const contentOf = (name: string) => readFile(folder.at(name), 'utf8');

/** Writes a main file and, by name, its siblings. */
function writer(main: string, siblings: Readonly<Record<string, string>> = {}) {
  return async (files: OutputFiles) => {
    for (const [name, content] of Object.entries(siblings)) await (await files.sibling(name)).write(0, text(content));
    await files.main.write(0, text(main));
    return files.paths;
  };
}

async function everything(): Promise<Readonly<Record<string, string>>> {
  const names = await folder.names();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await contentOf(name)] as const)));
}

describe('a target that is free', () => {
  test('appears when everything is whole, and not before', async () => {
    const target = folder.at('disk.vdi');
    const result = await atomically(target, {}, async (files) => {
      await files.main.write(0, text('half'));
      const during = await folder.names();
      await files.main.write(4, text('whole'));
      return {
        during: during.map((name) => name.replace(/[0-9a-f]{8}-\d+-[0-9a-f]{8}\.[0-9a-f]{16}/, 'OWNER.TOKEN')),
        name: files.name,
      };
    });
    expect(result).toEqual({ during: ['.disk.vdi.OWNER.TOKEN.platter-part'], name: 'disk.vdi' });
    expect(await everything()).toEqual({ 'disk.vdi': 'halfwhole' });
  });

  test('has its siblings beside it', async () => {
    const paths = await atomically(
      folder.at('disk.vmdk'),
      {},
      writer('main', { 'disk-s002': 'two', 'disk-s001': 'one' }),
    );
    expect(paths).toEqual(['disk.vmdk', 'disk-s002', 'disk-s001'].map((name) => folder.at(name)));
    expect(await everything()).toEqual({ 'disk.vmdk': 'main', 'disk-s001': 'one', 'disk-s002': 'two' });
  });

  test('has the permissions of a new file, not those of a temporary one', async () => {
    const before = process.umask(0o022);
    try {
      await atomically(folder.at('a'), {}, writer('x'));
      expect((await stat(folder.at('a'))).mode % 0o1000).toBe(0o644);
      expect((await stat(folder.at('a'))).nlink).toBe(1);
    } finally {
      process.umask(before);
    }
  });

  test.each([
    ['x'.repeat(250)],
    ['x'.repeat(255)],
    ['磁盘 – größer.vdi'],
    ['💽'.repeat(60) + '.vmdk'],
    ['e\u0301.img'],
    ['.hidden'],
    ['-rf'],
    ['with space and \n line'],
  ])('may be called %j', async (name) => {
    await atomically(folder.at(name), {}, writer('x'));
    expect(await everything()).toEqual({ [name]: 'x' });
  });

  test('is written through a link to its folder', async () => {
    await mkdir(folder.at('real'));
    await symlink('real', folder.at('link'));
    await atomically(folder.at('link/disk.vdi'), {}, writer('x'));
    expect(await contentOf('real/disk.vdi')).toBe('x');
  });

  test('tells what its files take together', async () => {
    const taken = await atomically(folder.at('a'), {}, async (files) => {
      await (await files.sibling('b')).resize(1 << 30);
      await files.main.write(0, new Uint8Array(100_000).fill(1));
      return files.allocatedSize();
    });
    expect(taken).toBeGreaterThanOrEqual(100_000);
    expect(taken).toBeLessThan(1_000_000);
  });
});

describe('siblings', () => {
  test('are the same for the same name, also when asked for at once', async () => {
    await atomically(folder.at('a'), {}, async (files) => {
      const [one, two] = await Promise.all([files.sibling('b'), files.sibling('b')]);
      expect(one).toBe(two);
      expect(await files.sibling('b')).toBe(one);
      expect(await files.sibling('c')).not.toBe(one);
    });
    expect(await folder.names()).toEqual(['a', 'b', 'c']);
  });

  test.each(['', '.', '..', '../b', 'b/c', 'b\\c', '/b', 'b\0', 'a'])('%j is no name for one', async (name) => {
    const attempt = atomically(folder.at('a'), {}, (files) => files.sibling(name));
    await expect(attempt).rejects.toMatchObject({ reason: 'file.outside-folder', facts: { name } });
    expect(await folder.names()).toEqual([]);
  });

  test('that are in the way are refused before anything of theirs is created', async () => {
    await writeFile(folder.at('b'), 'old');
    const attempt = atomically(folder.at('a'), {}, writer('main', { c: 'new', b: 'new' }));
    await expect(attempt).rejects.toMatchObject({ reason: 'target.exists', facts: { path: folder.at('b') } });
    expect(await everything()).toEqual({ b: 'old' });
  });

  test('that are still being created when the work fails do not stay', async () => {
    const failure = new Error('stop');
    const attempt = atomically(folder.at('a'), {}, async (files) => {
      const late = ['b', 'c', 'd'].map((name) => files.sibling(name));
      void Promise.allSettled(late);
      await Promise.resolve();
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(await folder.names()).toEqual([]);
  });

  test('asked for too late are refused', async () => {
    let kept: OutputFiles | undefined;
    await atomically(folder.at('a'), {}, (files) => {
      kept = files;
      return Promise.resolve();
    });
    await expect(kept?.sibling('b')).rejects.toThrow('too late');
    expect(await folder.names()).toEqual(['a']);
  });
});

describe('a target that exists', () => {
  test('is refused before anything is created', async () => {
    await writeFile(folder.at('a'), 'old');
    let called = false;
    const attempt = atomically(folder.at('a'), {}, () => {
      called = true;
      return Promise.resolve();
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'target.exists', facts: { path: folder.at('a') } });
    expect([called, await everything()]).toEqual([false, { a: 'old' }]);
  });

  test('is refused when it appeared in the meantime, and stays', async () => {
    const attempt = atomically(folder.at('a'), {}, async (files) => {
      await files.main.write(0, text('new'));
      await writeFile(folder.at('a'), 'faster');
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'target.exists', facts: { path: folder.at('a') } });
    expect(await everything()).toEqual({ a: 'faster' });
  });

  test('takes the siblings back that have their names already', async () => {
    const attempt = atomically(folder.at('a'), {}, async (files) => {
      await writer('new', { b: 'new', c: 'new' })(files);
      await writeFile(folder.at('a'), 'faster');
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'target.exists' });
    expect(await everything()).toEqual({ a: 'faster' });
  });

  test.each(['a file', 'a link', 'a dangling link'])('counts as one when it is %s', async (kind) => {
    await writeFile(folder.at('other'), 'old');
    if (kind === 'a file') await writeFile(folder.at('a'), 'old');
    else await symlink(kind === 'a link' ? 'other' : 'nowhere', folder.at('a'));
    await expect(atomically(folder.at('a'), {}, writer('new'))).rejects.toMatchObject({ reason: 'target.exists' });
    expect([await contentOf('other'), await folder.names()]).toEqual(['old', ['a', 'other']]);
  });

  test('is won by exactly one of two writers', async () => {
    let arrived = 0;
    const race = Promise.withResolvers<undefined>();
    const attempts = ['one', 'two'].map((content) =>
      atomically(folder.at('a'), {}, async (files) => {
        await files.main.write(0, text(content));
        arrived += 1;
        if (arrived === 2) race.resolve(undefined);
        await race.promise;
        return content;
      }),
    );
    const [one, two] = await Promise.allSettled(attempts);
    const winner = one?.status === 'fulfilled' ? one : two;
    const loser = one?.status === 'fulfilled' ? two : one;
    expect([winner, loser]).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'exists' } },
    ]);
    expect(await everything()).toEqual({ a: winner?.status === 'fulfilled' ? winner.value : '' });
  });
});

describe('overwriting', () => {
  test('keeps the old file until the new one is whole', async () => {
    await writeFile(folder.at('a'), 'old and longer');
    const before = await atomically(folder.at('a'), { overwrite: true }, async (files) => {
      await files.main.write(0, text('new'));
      return contentOf('a');
    });
    expect([before, await everything()]).toEqual(['old and longer', { a: 'new' }]);
  });

  test('keeps the old file when the work fails', async () => {
    await writeFile(folder.at('a'), 'old');
    const attempt = atomically(folder.at('a'), { overwrite: true }, async (files) => {
      await files.main.write(0, text('new'));
      throw new Error('stop');
    });
    await expect(attempt).rejects.toThrow('stop');
    expect(await everything()).toEqual({ a: 'old' });
  });

  test('replaces several files, and leaves those alone that are not of the new image', async () => {
    for (const name of ['a', 'a-1', 'a-9']) await writeFile(folder.at(name), 'old');
    await atomically(folder.at('a'), { overwrite: true }, writer('new', { 'a-1': 'new', 'a-2': 'new' }));
    expect(await everything()).toEqual({ a: 'new', 'a-1': 'new', 'a-2': 'new', 'a-9': 'old' });
  });

  test('brings the main file and every sibling back when one of them cannot be replaced', async () => {
    for (const name of ['a', 'a-1', 'a-2']) await writeFile(folder.at(name), 'old');
    const attempt = atomically(folder.at('a'), { overwrite: true }, async (files) => {
      await writer('new', { 'a-1': 'new', 'a-2': 'new', 'a-3': 'new' })(files);
      await rm(folder.at('a-2'));
      await mkdir(folder.at('a-2'));
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'file.not-regular', facts: { path: folder.at('a-2') } });
    expect(await folder.names()).toEqual(['a', 'a-1', 'a-2']);
    expect([await contentOf('a'), await contentOf('a-1')]).toEqual(['old', 'old']);
  });

  test('brings every old file back when the last name cannot be given', async () => {
    for (const name of ['a', 'a-1']) await writeFile(folder.at(name), 'old');
    const attempt = atomically(folder.at('a'), { overwrite: true }, async (files) => {
      await writer('new', { 'a-1': 'new', 'a-2': 'new' })(files);
      await rm(folder.at('a'));
      await mkdir(folder.at('a'));
    });
    await expect(attempt).rejects.toMatchObject({ name: 'DiskError', facts: { path: folder.at('a') } });
    expect([await contentOf('a-1'), await folder.names()]).toEqual(['old', ['a', 'a-1']]);
  });

  test('replaces a link itself and leaves what it points to', async () => {
    await writeFile(folder.at('precious'), 'old');
    await symlink('precious', folder.at('a'));
    await atomically(folder.at('a'), { overwrite: true }, writer('new'));
    expect([(await lstat(folder.at('a'))).isFile(), await everything()]).toEqual([true, { a: 'new', precious: 'old' }]);
  });

  test('leaves the other names of the old file alone', async () => {
    await writeFile(folder.at('a'), 'old');
    await link(folder.at('a'), folder.at('second'));
    await atomically(folder.at('a'), { overwrite: true }, writer('new'));
    expect(await everything()).toEqual({ a: 'new', second: 'old' });
  });

  test('never replaces a folder or a device', async () => {
    await mkdir(folder.at('folder'));
    await symlink('/dev/null', folder.at('device'));
    for (const name of ['folder', 'device']) {
      const attempt = atomically(folder.at(name), { overwrite: true }, writer('new'));
      await expect(attempt).rejects.toMatchObject({ reason: 'file.not-regular', facts: { path: folder.at(name) } });
    }
    expect([await readlink(folder.at('device')), await folder.names()]).toEqual(['/dev/null', ['device', 'folder']]);
  });

  test('two writers at once both end well, and one of them is there, whole', async () => {
    const contents = ['one'.repeat(1000), 'two'.repeat(1000)];
    await Promise.all(contents.map((content) => atomically(folder.at('a'), { overwrite: true }, writer(content))));
    expect([await folder.names(), contents.includes(await contentOf('a'))]).toEqual([['a'], true]);
  });
});

/** The names that are given or taken away while something is written, in order; those of temporaries left out. */
async function namesChanged(write: () => Promise<unknown>): Promise<readonly string[]> {
  const changed: string[] = [];
  const watcher = watch(folder.path, (kind, name) => {
    if (kind === 'rename' && name !== null && !name.startsWith('.')) changed.push(name);
  });
  try {
    await write();
    await writeFile(folder.at('end'), '');
    await expect.poll(() => changed).toContain('end');
  } finally {
    watcher.close();
  }
  return changed.slice(0, changed.indexOf('end'));
}

// Only Linux tells every change by itself and in order.
describe.runIf(process.platform === 'linux')('the main file of several', () => {
  const siblings = { 'a-1': 'new', 'a-2': 'new', 'a-3': 'new' };

  test('gets its name last', async () => {
    const changed = await namesChanged(() => atomically(folder.at('a'), {}, writer('new', siblings)));
    expect(changed).toEqual(['a-1', 'a-2', 'a-3', 'a']);
  });

  test('is not there while siblings are replaced', async () => {
    for (const name of ['a', 'a-1', 'a-3']) await writeFile(folder.at(name), 'old');
    const changed = await namesChanged(() => atomically(folder.at('a'), { overwrite: true }, writer('new', siblings)));
    expect(changed).toEqual(['a', 'a-1', 'a-2', 'a-3', 'a']);
  });
});

describe('folders', () => {
  test('that do not exist are refused', async () => {
    await writeFile(folder.at('file'), '');
    for (const name of ['none', 'file']) {
      await expect(atomically(folder.at(`${name}/a`), {}, writer('x'))).rejects.toMatchObject({
        reason: 'target.no-folder',
        facts: { path: folder.at(name) },
      });
    }
  });

  test('are no targets', async () => {
    for (const target of [`${folder.path}/`, folder.at('.'), '/', '.', '..']) {
      await expect(atomically(target, {}, writer('x'))).rejects.toMatchObject({ reason: 'target.exists' });
    }
    expect(await folder.names()).toEqual([]);
  });

  test.skipIf(cannotLock)('without leave to write are refused in the name of the target', async () => {
    await mkdir(folder.at('locked'));
    using locked = lockFolder(folder.at('locked'));
    await expect(atomically(`${locked.path}/a`, {}, writer('x'))).rejects.toMatchObject({
      reason: 'file.denied',
      facts: { path: `${locked.path}/a` },
    });
  });
});

describe('leftovers', () => {
  test('of one job are removed, those of others stay', async () => {
    const names = ['.a.mine.platter-part', '.b.mine.platter-part', '.a.other.platter-part', 'a.mine', 'a'];
    for (const name of names) await writeFile(folder.at(name), '');
    await settleOutput(folder.at('a'), 'mine');
    expect(await folder.names()).toEqual(['.a.other.platter-part', 'a', 'a.mine']);
  });

  test('are what a job leaves when its process ends in the middle', async () => {
    const during = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    const job = atomically(folder.at('x'.repeat(250)), { token: 'crashed' }, async (files) => {
      await files.sibling('磁'.repeat(84));
      during.resolve(undefined);
      await end.promise;
      throw new DiskError('job.cancelled');
    });
    await during.promise;
    await settleOutput(folder.at('x'), 'crashed');
    expect(await folder.names()).toEqual([]);
    end.resolve(undefined);
    await expect(job).rejects.toMatchObject({ reason: 'job.cancelled' });
  });
});
