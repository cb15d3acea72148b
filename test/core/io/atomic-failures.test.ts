import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { atomically, type OutputFiles } from '#main/core/io/atomic-output.ts';
import { CleanUp } from '#main/core/io/clean-up.ts';
import { ownMark } from '#main/core/io/owner.ts';
import { partName } from '#main/core/io/part-name.ts';
import { publishNew, publishOverPlaceholder, type Part } from '#main/core/io/publish.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cannotLock, lockFolder } from './locked-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

/** A small image of three files, written as a driver would. */
async function writeImage(files: OutputFiles, fault: Fault, signal?: AbortSignal): Promise<void> {
  const main = new FaultyFile(files.main, fault, files.paths[0]);
  for (const name of ['disk-s001', 'disk-s002']) {
    const extent = new FaultyFile(await files.sibling(name), fault, name);
    await extent.resize(64 * KiB);
    await extent.write(4 * KiB, new Uint8Array(KiB).fill(1), signal);
    await extent.read(0, new Uint8Array(8 * KiB), signal);
  }
  await main.write(0, new Uint8Array(100).fill(2), signal);
  await main.flush();
}

describe.each(['EIO', 'ENOSPC', 'EACCES'])('when the n-th operation fails with %s', (code) => {
  test.each([
    ['nothing was there', []],
    ['old files were there', ['disk', 'disk-s001']],
  ])('and %s, all is as before, until no operation is left to fail', async (_, old) => {
    for (const name of old) await writeFile(folder.at(name), 'old');
    for (let nth = 1; ; nth += 1) {
      const fault = new Fault(nth, code);
      const attempt = atomically(folder.at('disk'), { overwrite: true }, (files) => writeImage(files, fault));
      const [outcome] = await Promise.allSettled([attempt]);
      if (!fault.fired) {
        expect([outcome.status, nth]).toEqual(['fulfilled', 9]);
        break;
      }
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DiskError' } });
      expect([await folder.names(), await folder.openFiles()]).toEqual([old, []]);
      for (const name of old) expect(await readFile(folder.at(name), 'utf8')).toBe('old');
    }
    expect(await folder.names()).toEqual(['disk', 'disk-s001', 'disk-s002']);
  });
});

test('a cancel in the middle leaves nothing, and is thrown as it is', async () => {
  const abort = new AbortController();
  const attempt = atomically(folder.at('disk'), {}, async (files) => {
    await files.main.write(0, new Uint8Array(10), abort.signal);
    abort.abort();
    await writeImage(files, new Fault(Infinity), abort.signal);
  });
  await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
  expect(await folder.names()).toEqual([]);
});

test('writes that are under way when the work fails have ended before the clean-up', async () => {
  const writes: Promise<unknown>[] = [];
  const attempt = atomically(folder.at('disk'), {}, (files) => {
    for (let i = 0; i < 8; i += 1) writes.push(files.main.write(i * MiB, new Uint8Array(MiB)));
    throw new DiskError('job.cancelled');
  });
  await expect(attempt).rejects.toMatchObject({ reason: 'job.cancelled' });
  await Promise.allSettled(writes);
  expect(await folder.names()).toEqual([]);
});

test('a bare "no space left" becomes the refusal of the target', async () => {
  const failure = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  await expect(atomically(folder.at('disk'), {}, () => Promise.reject(failure))).rejects.toMatchObject({
    reason: 'target.disk-full',
    facts: { path: folder.at('disk') },
  });
});

describe.skipIf(noTinyDisk)(`a disk that becomes full${noTinyDisk ? ` (skipped: ${noTinyDisk})` : ''}`, () => {
  test.each([
    ['disk', 'main'],
    ['disk-s001', 'sibling'],
  ])('while %s is written is told with its path, and left empty', async (name, which) => {
    await using disk = await tinyDisk(1 * MiB);
    const attempt = atomically(disk.at('disk'), {}, async (files) => {
      const file = which === 'main' ? files.main : await files.sibling(name);
      for (let at = 0; at < 4 * MiB; at += 64 * KiB) await file.write(at, new Uint8Array(64 * KiB).fill(1));
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'target.disk-full', facts: { path: disk.at(name) } });
    expect([await disk.names(), await disk.openFiles()]).toEqual([[], []]);
  });
});

describe('when the clean-up fails as well', () => {
  test.skipIf(cannotLock)('the failure of the work is told, with what is left behind', async () => {
    const inner = folder.at('locked');
    await mkdir(inner);
    const locks = new DisposableStack();
    const attempt = atomically(`${inner}/disk`, { token: 'token' }, () => {
      locks.use(lockFolder(inner));
      return Promise.reject(new DiskError('probe.empty', { name: 'source' }));
    });
    const [outcome] = await Promise.allSettled([attempt]);
    locks.dispose();
    expect(outcome).toMatchObject({
      reason: {
        reason: 'probe.empty',
        facts: { name: 'source', leftBehind: `${inner}/${partName('disk', `${await ownMark()}.token`)}` },
        cause: { errors: [{ reason: 'probe.empty' }, { reason: 'file.denied' }] },
      },
    });
  });

  test('every step is tried, last one first', async () => {
    const steps: string[] = [];
    const cleanUp = new CleanUp();
    for (const name of ['a', 'b', 'c']) {
      cleanUp.add(name, () => {
        steps.push(name);
        return name === 'b' ? Promise.reject(new Error('busy')) : Promise.resolve();
      });
    }
    const failure = await cleanUp.after(new DOMException('stop', 'AbortError'));
    expect(steps).toEqual(['c', 'b', 'a']);
    expect(failure).toMatchObject({ reason: 'job.cancelled', facts: { leftBehind: 'b' } });
  });
});

/** A file that is to be called `disk`. */
async function partOf(temporary: string): Promise<Part> {
  const { dev, ino } = await stat(temporary, { bigint: true });
  return { temporary, target: folder.at('disk'), identity: { device: dev, inode: ino }, mayReplace: false };
}

describe('a temporary that is not the one that was written any more', () => {
  test.each([
    ['was replaced', (part: string) => rename(folder.at('other'), part)],
    ['is gone', (part: string) => rm(part)],
  ])('because it %s, gets no name', async (_, happen) => {
    await writeFile(folder.at('other'), 'somebody else');
    for (const overwrite of [false, true]) {
      await writeFile(folder.at('disk-s001'), 'old');
      const attempt = atomically(folder.at('disk'), { overwrite }, async (files) => {
        await (await files.sibling('disk-s002')).write(0, new Uint8Array(1));
        await happen(folder.at((await folder.names()).find((name) => name.startsWith('.disk-s002')) ?? ''));
        await writeFile(folder.at('other'), 'somebody else');
      });
      await expect(attempt).rejects.toMatchObject({ reason: 'file.replaced' });
      expect(await folder.names()).toEqual(['disk-s001', 'other']);
    }
  });
});

describe('where links cannot be made', () => {
  // The temporary lies on another file system than the target: neither link nor rename can cross, so the name stays free.
  test.skipIf(noTinyDisk)('a name that could not be given is free again', async () => {
    await using disk = await tinyDisk(1 * MiB);
    await writeFile(disk.at('part'), 'new');
    const cleanUp = new CleanUp();
    const part = await partOf(disk.at('part'));
    const failure: unknown = await publishNew(part, cleanUp).catch((thrown: unknown) => cleanUp.after(thrown));
    expect(failure).toMatchObject({ reason: 'file.input-output', facts: { path: folder.at('disk') } });
    expect([await folder.names(), await disk.names()]).toEqual([[], ['part']]);
  });

  test('a name that is free is given', async () => {
    await writeFile(folder.at('part'), 'new');
    await publishOverPlaceholder(await partOf(folder.at('part')), new CleanUp());
    expect([await folder.names(), await readFile(folder.at('disk'), 'utf8')]).toEqual([['disk'], 'new']);
  });

  test('a name that was given is taken back by the clean-up', async () => {
    await writeFile(folder.at('part'), 'new');
    const cleanUp = new CleanUp();
    await publishOverPlaceholder(await partOf(folder.at('part')), cleanUp);
    await cleanUp.after(new Error('later'));
    expect(await folder.names()).toEqual([]);
  });

  test('a name that is taken is refused all the same', async () => {
    await writeFile(folder.at('disk'), 'old');
    await writeFile(folder.at('part'), 'new');
    const part = await partOf(folder.at('part'));
    for (const publish of [publishNew, publishOverPlaceholder]) {
      await expect(publish(part, new CleanUp())).rejects.toMatchObject({ reason: 'target.exists' });
    }
    expect(await readFile(folder.at('disk'), 'utf8')).toBe('old');
  });
});
