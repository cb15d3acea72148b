import { copyFile, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { applyPatches } from '#main/core/disk/apply-patches.ts';
import { keepJournal, lastJournal } from '#main/core/disk/journal.ts';
import type { Patch } from '#main/core/disk/patch.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { revertPatches } from '#main/core/disk/revert-patches.ts';
import { reversible } from '#main/core/disk/reversible.ts';
import { WritableFolder } from '#main/core/disk/writable-folder.ts';
import { check } from '#main/core/operations/check.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { previewRepair, repair, undoRepair } from '#main/core/operations/repair.ts';
import { buildVdi, free } from '#test/formats/vdi/build.ts';
import { Recorder } from '#test/support/crash.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { damagedImages } from './damaged-images.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Writes all files of an image into the folder. Returns the path of the main one. */
async function put(image: MemoryImage): Promise<string> {
  for (const { name, bytes } of image.contents()) await writeFile(folder.at(name), bytes);
  return folder.at(image.name);
}

async function expectFiles(image: MemoryImage): Promise<void> {
  for (const { name, bytes } of image.contents()) {
    expect(Buffer.compare(await readFile(folder.at(name)), bytes), name).toBe(0);
  }
}

it('at least 60 kinds of damage are known', () => {
  expect(damagedImages.length).toBeGreaterThanOrEqual(60);
});

describe.each(damagedImages)('$format: $name', ({ format, code, make, isMended }) => {
  it(`is found as ${code}, repaired as far as that loses nothing, and taken back to the byte`, async () => {
    const image = await make();
    const input = { path: await put(image), sourceFormat: format };
    const before = await check(input, unwatched);
    expect(before.findings.map((finding) => finding.code)).toContain(code);
    await expectFiles(image);

    const preview = await previewRepair({ ...input, kind: 'lossless' }, unwatched);
    await expectFiles(image);
    const after = await repair({ ...input, kind: 'lossless' }, unwatched);
    const isLossless = findingRows[code].fix?.loss === 'none';
    if (isLossless && isMended) {
      expect(after.findings.map((finding) => finding.code)).not.toContain(code);
      expect(preview.repaired).not.toEqual([]);
      expect(after.journal).not.toBeNull();
    }
    if (after.journal === null) {
      await expectFiles(image);
      return;
    }
    const undone = await undoRepair(input, unwatched);
    await expectFiles(image);
    expect(undone.summary).toEqual(before.summary);
    await expect(undoRepair(input, unwatched)).rejects.toMatchObject({ reason: 'repair.no-journal' });
  });
});

describe('a repair', () => {
  it('refuses to be taken back when something has written there since, and changes nothing', async () => {
    const damage = damagedImages.find(({ code }) => code === 'vdi.count-high');
    if (!damage) throw new Error('The damage is no longer generated.');
    const path = await put(await damage.make());
    await repair({ path, kind: 'lossless' }, unwatched);
    const repaired = await readFile(path);
    repaired[388] = 7;
    await writeFile(path, repaired);
    await expect(undoRepair({ path }, unwatched)).rejects.toMatchObject({ reason: 'repair.image-changed' });
    expect(Buffer.compare(await readFile(path), repaired)).toBe(0);
  });

  it('believes no journal that was cut or changed', async () => {
    const damage = damagedImages.find(({ code }) => code === 'vdi.count-high');
    if (!damage) throw new Error('The damage is no longer generated.');
    const path = await put(await damage.make());
    const { journal } = await repair({ path, kind: 'lossless' }, unwatched);
    const whole = await readFile(journal ?? '');
    const repaired = await readFile(path);
    const end = whole.lastIndexOf('{"kind":"end"');
    for (const bad of [whole.subarray(0, end + 9), Buffer.from(whole).fill(0x20, 60, 70), Buffer.alloc(5)]) {
      await writeFile(journal ?? '', bad);
      await expect(undoRepair({ path }, unwatched)).rejects.toMatchObject({ reason: 'repair.bad-journal' });
      expect(Buffer.compare(await readFile(path), repaired)).toBe(0);
    }
  });

  describe('that was cut off', () => {
    const damage = damagedImages.find(({ format, name }) => format === 'vdi' && name === 'two blocks in each slot');
    const kind = 'lossless';

    /** The image with so many of the patches made that mend it, and their journal; undefined when there are fewer. */
    async function cutOffAfter(patches: number): Promise<{ path: string; original: Buffer } | undefined> {
      if (!damage) throw new Error('The damage is no longer generated.');
      const path = await put(await damage.make());
      const original = await readFile(path);
      const file = (await repair({ path, kind }, unwatched)).journal;
      const text = await readFile(file ?? '', 'latin1');
      await writeFile(path, original);
      await writeFile(file ?? '', text.replace('{"kind":"made"}\n', ''), 'latin1');
      await using journal = await lastJournal(path);
      if (patches > journal.entries.length) return undefined;
      await using files = await WritableFolder.open(path, defaultLimits);
      await applyPatches(files, { ...journal, entries: journal.entries.slice(0, patches) });
      return { path, original };
    }

    afterEach(async () => {
      for (const name of await folder.names()) await rm(folder.at(name));
    });

    it('is taken back and made anew by the next one, and both can be undone', async () => {
      let patches = 0;
      for (let left = await cutOffAfter(0); left; patches += 1, left = await cutOffAfter(patches)) {
        const { path, original } = left;
        expect((await repair({ path, kind }, unwatched)).summary, String(patches)).toMatchObject({
          damage: 0,
          fatal: 0,
        });
        await undoRepair({ path }, unwatched);
        expect(Buffer.compare(await readFile(path), original), String(patches)).toBe(0);
        await expect(undoRepair({ path }, unwatched)).rejects.toMatchObject({ reason: 'repair.no-journal' });
      }
      expect(patches).toBeGreaterThan(4);
    });

    it('goes back to where it began although taking it back was cut off as well, long after', async () => {
      const { path = '', original = Buffer.alloc(0) } = (await cutOffAfter(4)) ?? {};
      {
        await using journal = await lastJournal(path);
        await using files = await WritableFolder.open(path, defaultLimits);
        const main = new FaultyFile(files.main, new Fault(2, 'EIO', { operations: ['write'] }));
        const failing = { main, name: files.name, sibling: files.sibling.bind(files) };
        await expect(revertPatches(failing, journal)).rejects.toMatchObject({ reason: 'file.input-output' });
      }
      const later = new Date(Date.now() + 3_600_000);
      await utimes(path, later, later);
      expect((await repair({ path, kind }, unwatched)).summary).toMatchObject({ damage: 0, fatal: 0 });
      await undoRepair({ path }, unwatched);
      expect(Buffer.compare(await readFile(path), original)).toBe(0);
      await expect(undoRepair({ path }, unwatched)).rejects.toMatchObject({ reason: 'repair.no-journal' });
    });

    it('stays as it is when something has written to the image since', async () => {
      const { path } = (await cutOffAfter(2)) ?? {};
      const later = new Date(Date.now() + 3_600_000);
      await utimes(path ?? '', later, later);
      const before = await readFile(path ?? '');
      await repair({ path: path ?? '', kind }, unwatched);
      expect((await readFile(path ?? '')).length).toBe(before.length);
    });
  });

  it('finds what is wrong with a chain', async () => {
    const [base, child] = [folder.at('base.vdi'), folder.at('child.vdi')];
    await create({ target: base, virtualSize: 3 * MiB }, unwatched);
    await createChild({ target: child, parent: base }, unwatched);
    expect(await check({ path: child }, unwatched)).toMatchObject({ findings: [] });
    await copyFile(base, folder.at('kept'));
    const bytes = await readFile(base);
    bytes[388] = 2;
    await writeFile(base, bytes);
    expect((await check({ path: child }, unwatched)).findings).toMatchObject([
      { code: 'vdi.count-high', facts: { name: 'base.vdi' } },
    ]);
    await writeFile(base, await readFile(folder.at('kept')).then((kept) => kept.fill(0x55, 0x198, 0x1a8)));
    expect((await check({ path: child }, unwatched)).summary).toMatchObject({ fatal: 1 });
    await writeFile(base, 'nothing');
    expect((await check({ path: child }, unwatched)).summary).toMatchObject({ fatal: 1 });
  });
});

describe('a journal', () => {
  const name = 'image.bin';
  const original = seededRandom(3).bytes(64 * KiB);

  /** Patches that overlap, let the file grow, and cut it. */
  async function* patches(): AsyncGenerator<Patch> {
    const replaced = seededRandom(4).bytes(3000);
    yield { kind: 'bytes', file: name, because: 'a', at: 1000, was: original.slice(1000, 4000), now: replaced };
    yield {
      kind: 'bytes',
      file: name,
      because: 'b',
      at: 1500,
      was: replaced.slice(500, 600),
      now: new Uint8Array(100),
    };
    yield { kind: 'size', file: name, because: 'c', was: 64 * KiB, now: 80 * KiB };
    yield { kind: 'bytes', file: name, because: 'd', at: 80 * KiB, was: new Uint8Array(0), now: replaced };
    yield { kind: 'size', file: name, because: 'e', was: 80 * KiB + 3000, now: 80 * KiB };
  }

  it('takes back whatever a power cut let through, again and again', async () => {
    const image = new MemoryImage(name, original);
    await using journal = await keepJournal(folder.at(name), patches(), { goesOn: false });
    if (!journal) throw new Error('There were patches.');
    const recorder = new Recorder();
    const files = { main: recorder.record(name, image.main), name, sibling: () => Promise.reject(new Error('no')) };
    await applyPatches(files, journal);
    expect(image.main.size).toBe(80 * KiB);
    let cuts = 0;
    for (const { title, files: after } of recorder.cuts()) {
      const cut = new MemoryFile(after.get(name));
      const undoing = new Recorder();
      await revertPatches({ ...files, main: undoing.record(name, cut) }, journal);
      expect(Buffer.compare(cut.bytes(), original), title).toBe(0);
      for (const { title: inside, files: between } of undoing.cuts()) {
        const again = new MemoryFile(between.get(name));
        await revertPatches({ ...files, main: again }, journal);
        expect(Buffer.compare(again.bytes(), original), `${title}, then undoing ${inside}`).toBe(0);
      }
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(10);
  });

  it('keeps what is cut off', async () => {
    const image = new MemoryImage(name, original);
    async function* cut(): AsyncGenerator<Patch> {
      yield { kind: 'size', file: name, because: 'a', was: 64 * KiB, now: 10 };
    }
    await (await keepJournal(folder.at(name), reversible(image, cut()), { goesOn: false }))?.[Symbol.asyncDispose]();
    await using journal = await lastJournal(folder.at(name));
    await applyPatches(image, journal);
    expect(image.main.size).toBe(10);
    await revertPatches(image, journal);
    expect(Buffer.compare(image.main.bytes(), original)).toBe(0);
  });

  it('is not left behind when there is nothing to keep, and can be taken back after any failure', async () => {
    async function* none(): AsyncGenerator<Patch> {
      yield* [];
    }
    expect(await keepJournal(folder.at(name), none(), { goesOn: false })).toBeUndefined();
    expect(await folder.names()).toEqual([]);
    await using journal = await keepJournal(folder.at(name), patches(), { goesOn: false });
    if (!journal) throw new Error('There were patches.');
    for (let nth = 1, isOver = false; !isOver; nth += 1) {
      const image = new MemoryImage(name, original);
      const fault = new Fault(nth, 'EIO', { operations: ['write', 'resize', 'flush'] });
      const files = { main: new FaultyFile(image.main, fault), name, sibling: () => Promise.reject(new Error('no')) };
      await applyPatches(files, journal).catch((thrown: unknown) => {
        expect(thrown).toMatchObject({ reason: 'file.input-output' });
      });
      isOver = !fault.fired;
      await revertPatches(image, journal);
      expect(Buffer.compare(image.main.bytes(), original), `failure ${String(nth)}`).toBe(0);
    }
  });
});

it('zeros that were cut off come back, although the file grew over their place later in the same repair', async () => {
  // Two blocks share a slot, and half a block of zeros is left behind the last one.
  const map = [0, 0, 1, free, free, free];
  const header = { blockSize: 4 * KiB, diskSize: map.length * 4 * KiB, blocksAllocated: 2 };
  const sound = buildVdi({ map, header });
  const bytes = new Uint8Array(sound.length + 2 * KiB);
  bytes.set(sound);
  const path = folder.at('disk.vdi');
  await writeFile(path, bytes);
  const { repaired } = await repair({ path, kind: 'all' }, unwatched);
  expect(repaired.map(({ code }) => code).sort()).toEqual(['vdi.slot-used-twice', 'vdi.trailing-bytes']);
  await undoRepair({ path }, unwatched);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
});
