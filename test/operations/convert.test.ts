import { createHash } from 'node:crypto';
import { link, mkdtemp, open, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { GiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import { compare } from '#main/core/operations/compare.ts';
import { convert } from '#main/core/operations/convert.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';

let folder: string;
let source: string;
const size = 40 * MiB + 512;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'platter-convert-'));
  source = path.join(folder, 'source.img');
  await makeSampleDisk(source, size);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const fromRaw = (target: string, more: Partial<ConvertInput> = {}): ConvertInput => ({
  source,
  sourceFormat: 'raw',
  target: path.join(folder, target),
  ...more,
});

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const outcome: unknown = await work.then(
    () => 'succeeded',
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof DiskError) return outcome.reason;
  if (outcome instanceof Error) return outcome.name;
  return String(outcome);
}

/** The files of an image, the main one first. */
async function filesNamed(stem: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${stem}.`) || name.startsWith(`${stem}-`));
  const isMain = (name: string) => (name.startsWith(`${stem}.`) ? 0 : 1);
  return names.sort((a, b) => isMain(a) - isMain(b)).map((name) => path.join(folder, name));
}

const sha256 = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

const writable = [
  { format: 'vdi', variant: 'dynamic' },
  { format: 'vdi', variant: 'static' },
  { format: 'vhd', variant: 'dynamic' },
  { format: 'vhd', variant: 'fixed' },
  { format: 'vmdk', variant: 'monolithicSparse' },
  { format: 'vmdk', variant: 'streamOptimized' },
  { format: 'vmdk', variant: 'monolithicFlat' },
  { format: 'vmdk', variant: 'twoGbMaxExtentSparse' },
  { format: 'vmdk', variant: 'twoGbMaxExtentFlat' },
  { format: 'raw', variant: 'sparse' },
  { format: 'raw', variant: 'full' },
] as const;

const fullSize: readonly string[] = ['static', 'fixed', 'full', 'monolithicFlat', 'twoGbMaxExtentFlat'];
const growing = writable.filter(({ variant }) => !fullSize.includes(variant));

describe('converting', () => {
  it.each(writable)('to $format $variant and back gives the same bytes and says what it did', async (target) => {
    const there = fromRaw(`there.${target.format}`, target);
    const result = await convert(there, unwatched);
    const digest = { algorithm: 'sha256', value: await sha256(source) };
    expect(result).toMatchObject({ ...target, digest, verified: true, files: await filesNamed('there') });
    expect(result.dataBytes + result.zeroBytes).toBe(result.virtualSize);

    const back = path.join(folder, 'back.img');
    await convert({ source: there.target, sourceFormat: target.format, target: back }, unwatched);
    await truncate(back, size);
    expect(await sha256(back)).toBe(digest.value);
  });

  it('reports copying and verifying, each from nothing to everything', async () => {
    const watch = cancellingAt(Infinity);
    await convert(fromRaw('a.vdi'), watch);
    for (const phase of ['copy', 'verify']) {
      const reports = watch.reports.filter((report) => report.phase === phase);
      expect(reports.at(0)).toMatchObject({ done: 0 });
      expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
    }
  });

  it('leaves out zeros that the source stores', async () => {
    const zeros = path.join(folder, 'zeros.img');
    await writeFile(zeros, Buffer.alloc(8 * MiB));
    const result = await convert({ source: zeros, sourceFormat: 'raw', target: path.join(folder, 'z.vdi') }, unwatched);
    expect(result).toMatchObject({ dataBytes: 0, zeroBytes: 8 * MiB });
  });

  it('digests the disk alone where the target is longer, also across the bound of what is read at once', async () => {
    // A disk of cylinders begins another 2 MiB behind what it holds, with too small a gap before the footer for a hole.
    const length = 70 * MiB - 4096;
    await makeSampleDisk(source, length, [{ start: 0, length }]);
    const input = { variant: 'fixed', options: { sizing: 'chs' } } as const;
    const { digest, virtualSize } = await convert(fromRaw('disk.vhd', input), unwatched);
    expect(virtualSize).toBeGreaterThan(70 * MiB);
    const content = await readFile(source);
    expect(digest?.value).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('does without a digest when verification is switched off', async () => {
    expect(await convert(fromRaw('a.vdi', { verify: false }), unwatched)).toMatchObject({
      verified: false,
      digest: null,
    });
  });

  it('gives every copy an identity of its own', async () => {
    await convert(fromRaw('a.vdi'), unwatched);
    await convert(fromRaw('b.vdi'), unwatched);
    const uuids = await Promise.all(
      ['a.vdi', 'b.vdi'].map(async (name) => (await inspect({ path: path.join(folder, name) }, unwatched)).uuid),
    );
    expect(new Set(uuids).size).toBe(2);
  });
});

describe('converting with the identifier of the source', () => {
  const uuidOf = async (name: string) => (await inspect({ path: path.join(folder, name) }, unwatched)).uuid;
  const from = (name: string, target: string, more: Partial<ConvertInput> = {}): ConvertInput => ({
    source: path.join(folder, name),
    target: path.join(folder, target),
    identifiers: 'keep',
    ...more,
  });

  it.each([
    ['vdi', 'vhd'],
    ['vdi', 'vmdk'],
    ['vhd', 'vdi'],
    ['vhd', 'vmdk'],
    ['vmdk', 'vdi'],
    ['vmdk', 'vhd'],
    ['vdi', 'vdi'],
    ['vhd', 'vhd'],
    ['vmdk', 'vmdk'],
  ])('hands it on from %s to %s and further', async (first, second) => {
    await convert(fromRaw(`a.${first}`), unwatched);
    await convert(from(`a.${first}`, `b.${second}`), unwatched);
    await convert(from(`b.${second}`, `c.${first}`), unwatched);
    const own = await uuidOf(`a.${first}`);
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
    expect([await uuidOf(`b.${second}`), await uuidOf(`c.${first}`)]).toEqual([own, own]);
  });

  it.each(['monolithicFlat', 'twoGbMaxExtentSparse', 'streamOptimized'])(
    'hands it on to the descriptor of a VMDK of the kind %s',
    async (variant) => {
      await convert(fromRaw('a.vdi', { variant: 'static' }), unwatched);
      await convert(from('a.vdi', 'b.vmdk', { variant }), unwatched);
      expect(await uuidOf('b.vmdk')).toBe(await uuidOf('a.vdi'));
    },
  );

  it('gives a new one when the source has none, and none to a raw disk', async () => {
    await convert(fromRaw('a.vdi', { identifiers: 'keep' }), unwatched);
    expect(await uuidOf('a.vdi')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await convert(from('a.vdi', 'b.img'), unwatched)).toMatchObject({ verified: true });
  });

  it('keeps what else tells two states of a disk apart', async () => {
    await convert(fromRaw('a.vmdk'), unwatched);
    await convert(from('a.vmdk', 'b.vmdk'), unwatched);
    const contentIds = await Promise.all(
      ['a.vmdk', 'b.vmdk'].map(
        async (name) => (await inspect({ path: path.join(folder, name) }, unwatched)).facts['contentId'],
      ),
    );
    expect(new Set(contentIds).size).toBe(2);
  });
});

describe('a conversion is refused, with nothing written,', () => {
  it.each([
    ['when the target exists', fromTarget('source.vdi'), 'target.exists'],
    ['for an unknown format', { target: 'a.vdi', format: 'qcow9' }, 'format.unknown'],
    ['for an unknown variant', { target: 'a.vdi', variant: 'elastic' }, 'format.unknown-variant'],
    ['for a name that tells no format', { target: 'a.disk' }, 'format.no-extension'],
    ['for an option of another variant', { target: 'a.vmdk', options: { level: 9 } }, 'format.bad-option'],
    [
      'for an option out of bounds',
      { target: 'a.vmdk', variant: 'streamOptimized', options: { level: 99 } },
      'format.bad-option',
    ],
    ['for a folder that is not there', { target: 'nowhere/a.vdi' }, 'target.no-folder'],
    ['for a source that is not there', { target: 'a.vdi', source: 'nothing.img' }, 'file.missing'],
    ['for a source that is a folder', { target: 'a.vdi', source: '.' }, 'file.not-regular'],
    ['for raw by elimination', { target: 'a.vdi', sourceFormat: undefined }, 'probe.unknown'],
  ] as const)('%s', async (_, wish: Partial<ConvertInput>, reason) => {
    await writeFile(path.join(folder, 'source.vdi'), 'mine');
    const before = await readdir(folder);
    const input = fromRaw('a.vdi', { ...wish, target: path.join(folder, wish.target ?? 'a.vdi') });
    const from = wish.source === undefined ? source : path.join(folder, wish.source);
    expect(await reasonOf(convert({ ...input, source: from }, unwatched))).toBe(reason);
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(path.join(folder, 'source.vdi'), 'utf8')).toBe('mine');
  });

  it('when the target is the source under the same name, another name or through a link, even to overwrite', async () => {
    const before = await sha256(source);
    await link(source, path.join(folder, 'hard.vdi'));
    await symlink(source, path.join(folder, 'soft.vdi'));
    for (const name of ['source.img', 'hard.vdi', 'soft.vdi', './../' + path.basename(folder) + '/source.img']) {
      const input = fromRaw(name, { overwrite: true });
      expect({ name, reason: await reasonOf(convert(input, unwatched)) }).toEqual({ name, reason: 'target.same-file' });
    }
    expect(await sha256(source)).toBe(before);
  });

  it('when the disk is larger than the format holds', async () => {
    const huge = path.join(folder, 'huge.img');
    await (await open(huge, 'w')).close();
    await truncate(huge, 3 * TiB);
    const input = { source: huge, sourceFormat: 'raw', target: path.join(folder, 'a.vhd') };
    expect(await reasonOf(convert(input, unwatched))).toBe('disk.too-large');
  });
});

function fromTarget(target: string): Partial<ConvertInput> {
  return { target };
}

describe('a conversion that ends early', () => {
  it.each(writable)('leaves nothing behind when it is cancelled, $format $variant', async (target) => {
    const before = await readdir(folder);
    const digest = await sha256(source);
    for (const n of [1, 2, 5, 12]) {
      const input = fromRaw(`a.${target.format}`, target);
      expect(await reasonOf(convert(input, cancellingAt(n)))).toMatch(/AbortError|job.cancelled|succeeded/);
      for (const file of await filesNamed('a')) await rm(file);
      expect({ n, files: await readdir(folder) }).toEqual({ n, files: before });
    }
    expect(await sha256(source)).toBe(digest);
  });

  it('keeps the old target until the new one is whole', async () => {
    const target = path.join(folder, 'a.vdi');
    await writeFile(target, 'old');
    expect(await reasonOf(convert(fromRaw('a.vdi', { overwrite: true }), cancellingAt(3)))).toBe('AbortError');
    expect(await readFile(target, 'utf8')).toBe('old');
    await convert(fromRaw('a.vdi', { overwrite: true }), unwatched);
    expect((await inspect({ path: target }, unwatched)).virtualSize).toBe(size);
  });
});

describe.skipIf(noTinyDisk)('a target folder without room', () => {
  it('is refused before anything is written', async () => {
    await using small = await tinyDisk(1 * MiB);
    const input = { source, sourceFormat: 'raw', target: small.at('a.vdi') };
    expect(await reasonOf(convert(input, unwatched))).toBe('target.no-space');
    expect(await small.names()).toEqual([]);
  });

  it('ends a compressed target cleanly, whose size nobody knows before', async () => {
    await using small = await tinyDisk(1 * MiB);
    const input = { source, sourceFormat: 'raw', target: small.at('a.vmdk'), variant: 'streamOptimized' };
    expect(await reasonOf(convert(input, unwatched))).toBe('target.disk-full');
    expect(await small.names()).toEqual([]);
  });

  it('is not refused for zeros that the source stores', async () => {
    await using small = await tinyDisk(1 * MiB);
    const zeros = path.join(folder, 'zeros.img');
    await writeFile(zeros, Buffer.alloc(32 * MiB));
    const input = { source: zeros, sourceFormat: 'raw', target: small.at('a.vmdk') };
    expect(await convert(input, unwatched)).toMatchObject({ dataBytes: 0, verified: true });
  });
});

describe('a huge sparse disk', () => {
  it.each(growing)('of 1 TiB with 1 MiB of data costs its data only, $format $variant', async (target) => {
    const huge = path.join(folder, 'huge.img');
    await makeSampleDisk(huge, 1 * TiB, [{ start: 700 * GiB + 512, length: 1 * MiB }]);
    const input = { source: huge, sourceFormat: 'raw', target: path.join(folder, `huge.${target.format}`), ...target };
    const result = await convert(input, unwatched);
    expect(result).toMatchObject({ verified: true, digest: { algorithm: 'sha256-sparse' } });
    expect((await stat(input.target)).blocks * 512).toBeLessThan(300 * MiB);
    const same = await compare(
      { first: huge, firstFormat: 'raw', second: input.target, secondFormat: target.format },
      unwatched,
    );
    expect(same.identical).toBe(true);
  });
});

describe('comparing and hashing', () => {
  it('names the first byte that differs, and takes a longer disk that ends in zeros for the same', async () => {
    await convert(fromRaw('a.vdi'), unwatched);
    const second = path.join(folder, 'a.vdi');
    const copy = path.join(folder, 'copy.img');
    await writeFile(copy, await readFile(source));
    const input = { first: second, second: copy, secondFormat: 'raw' };
    expect(await compare(input, unwatched)).toEqual({ identical: true, virtualSizes: [size, size] });

    await truncate(copy, size + 3 * MiB);
    expect((await compare(input, unwatched)).identical).toBe(true);

    const handle = await open(copy, 'r+');
    await handle.write(Buffer.of(1), 0, 1, 20 * MiB + 5);
    await handle.close();
    expect(await compare(input, unwatched)).toMatchObject({ identical: false, firstDifference: 20 * MiB + 5 });
  });

  it('hashes what sha256sum would hash', async () => {
    await convert(fromRaw('a.vmdk', { variant: 'streamOptimized' }), unwatched);
    expect(await hash({ path: path.join(folder, 'a.vmdk') }, unwatched)).toEqual({
      algorithm: 'sha256',
      value: await sha256(source),
      virtualSize: size,
    });
  });
});
