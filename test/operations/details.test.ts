import { open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batmapCookie, batmapRecord } from '#main/core/formats/vhd/batmap.ts';
import { footer as vhdFooter } from '#main/core/formats/vhd/layout.ts';
import { header, headerStart } from '#main/core/formats/vdi/layout.ts';
import { magic } from '#main/core/formats/vmdk/layout.ts';
import { seSparse, seSparseHeader } from '#main/core/formats/vmdk/se-sparse-layout.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { create } from '#main/core/operations/create.ts';
import { details } from '#main/core/operations/details.ts';
import { inside } from '#shared/contract/inside.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { mostStructures, type FieldStructure, type Structure, type StructureField } from '#shared/model/structure.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const seSparseVersion = BigInt(seSparse.version);

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const look = async (name: string, sourceFormat?: string) => details({ path: folder.at(name), sourceFormat }, unwatched);
const titlesOf = (structures: readonly Structure[]) => structures.map(({ title }) => title);
const make = (name: string, variant?: string, virtualSize = 4 * MiB) =>
  create({ target: folder.at(name), virtualSize, variant }, unwatched);

function fieldsOf(structures: readonly Structure[], title: Structure['title']): FieldStructure {
  const found = structures.find((structure) => structure.title === title);
  if (found?.kind !== 'fields') throw new Error(`${title} is ${found?.kind ?? 'absent'}`);
  return found;
}

function field(structures: readonly Structure[], title: Structure['title'], name: string): StructureField | undefined {
  return fieldsOf(structures, title).fields.find((one) => one.name === name);
}

async function spoil(name: string, at: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(folder.at(name), 'r+');
  try {
    await handle.write(bytes, 0, bytes.length, at);
  } finally {
    await handle.close();
  }
}

describe('the structures of a VDI', () => {
  beforeEach(() => make('disk.vdi'));

  it('are its two headers and the geometry, each field with its place, its bytes and what it says', async () => {
    const { format, byNameOnly, structures, isCut } = await look('disk.vdi');
    expect([format, byNameOnly, isCut]).toEqual(['vdi', false, false]);
    expect(titlesOf(structures)).toEqual(['vdi.pre-header', 'vdi.header', 'vdi.geometry']);
    expect(structures[1]?.where).toEqual({ file: 'disk.vdi', start: 72, length: 384 });
    expect(field(structures, 'vdi.pre-header', 'signature')?.meaning).toEqual({ kind: 'mark', isRight: true });
    expect(field(structures, 'vdi.header', 'diskSize')).toEqual({
      name: 'diskSize',
      at: header.offsetOf('diskSize'),
      size: 8,
      value: String(4 * MiB),
      meaning: { kind: 'size', bytes: 4 * MiB },
    });
    expect(field(structures, 'vdi.header', 'imageType')?.meaning).toEqual({ kind: 'known', key: 'dynamic' });
    expect(field(structures, 'vdi.header', 'parentUuid')?.meaning).toEqual({ kind: 'absent' });
  });

  it('name every byte of them once', async () => {
    const { structures } = await look('disk.vdi');
    for (const structure of structures) {
      if (structure.kind !== 'fields') throw new Error(structure.kind);
      let end = 0;
      for (const { at, size } of structure.fields) {
        expect(at).toBe(end);
        end = at + size;
      }
      expect([end, structure.hex.length / 2]).toEqual([structure.where.length, structure.where.length]);
    }
  });

  it('are shown with values that no image can mean, which are told as they are', async () => {
    await spoil('disk.vdi', headerStart + header.offsetOf('diskSize'), new Uint8Array(8).fill(0xff));
    await spoil('disk.vdi', headerStart + header.offsetOf('imageType'), Uint8Array.of(9, 0, 0, 0));
    const { structures } = await look('disk.vdi');
    const unknown = { kind: 'known', key: 'unknown' };
    expect(field(structures, 'vdi.header', 'diskSize')).toMatchObject({
      value: String(2n ** 64n - 1n),
      meaning: unknown,
    });
    expect(field(structures, 'vdi.header', 'imageType')).toMatchObject({ value: '9', meaning: unknown });
  });

  it('are shown as far as a file that is cut off has them', async () => {
    await truncate(folder.at('disk.vdi'), 200);
    const { structures } = await look('disk.vdi');
    expect(fieldsOf(structures, 'vdi.header').hex).toHaveLength(2 * 128);
    expect(field(structures, 'vdi.header', 'imageType')?.value).toBe('1');
    expect(field(structures, 'vdi.header', 'comment')).toMatchObject({ value: null, meaning: null });
  });

  it('are found by the name of the file when the mark itself is damaged', async () => {
    await spoil('disk.vdi', 64, new Uint8Array(4));
    const { byNameOnly, structures } = await look('disk.vdi');
    expect(byNameOnly).toBe(true);
    expect(field(structures, 'vdi.pre-header', 'signature')).toMatchObject({
      meaning: { kind: 'mark', isRight: false },
    });
    await rename(folder.at('disk.vdi'), folder.at('disk.bin'));
    await expect(look('disk.bin')).rejects.toMatchObject({ reason: 'probe.unknown' });
  });

  it('show text without what could disguise it', async () => {
    await spoil('disk.vdi', headerStart + header.offsetOf('comment'), Buffer.from('\u202egnp.exe\u001b[2J'));
    const { structures } = await look('disk.vdi');
    expect(field(structures, 'vdi.header', 'comment')?.value).toBe('\\u{202e}gnp.exe\\u{1b}[2J');
  });
});

describe('the structures of a VHD', () => {
  it('are both footers and the dynamic header, with checksums that are right', async () => {
    await make('disk.vhd');
    const { structures } = await look('disk.vhd');
    expect(titlesOf(structures)).toEqual(['vhd.footer-copy', 'vhd.dynamic-header', 'vhd.footer']);
    for (const { title } of structures)
      expect(field(structures, title, 'checksum')?.meaning).toEqual({ kind: 'checksum', isRight: true });
    expect(field(structures, 'vhd.footer', 'diskType')?.meaning).toEqual({ kind: 'known', key: 'dynamic' });
    const created = field(structures, 'vhd.footer', 'timestamp')?.meaning;
    expect(created?.kind === 'time' && Math.abs(created.at - Date.now())).toBeLessThan(3_600_000);
  });

  it('of full size are its footer', async () => {
    await make('disk.vhd', 'fixed');
    expect(titlesOf((await look('disk.vhd')).structures)).toEqual(['vhd.footer']);
  });

  it('of a child are its parent locators and the paths in them as well', async () => {
    await make('base.vhd');
    await createChild({ target: folder.at('child.vhd'), parent: folder.at('base.vhd') }, unwatched);
    const { structures } = await look('child.vhd');
    expect(field(structures, 'vhd.dynamic-header', 'parentName')?.meaning).toEqual({ kind: 'text', text: 'base.vhd' });
    expect(titlesOf(structures).filter((title) => title === 'vhd.locator')).toHaveLength(2);
    const paths = structures.flatMap((one) => (one.kind === 'text' ? [[one.title, one.number, one.text]] : []));
    expect(paths).toContainEqual(['vhd.locator-path', 2, '.\\base.vhd']);
  });

  it('of XenServer are its batmap too', async () => {
    await make('disk.vhd');
    const content = await readFile(folder.at('disk.vhd'));
    const record = {
      cookie: batmapCookie,
      mapStart: 4096,
      mapSectors: 1,
      version: 0x0001_0002,
      checksum: 0,
      marker: 0,
    };
    const parts = [content.subarray(0, -512), batmapRecord.encode(record), content.subarray(-512)];
    await writeFile(folder.at('disk.vhd'), Buffer.concat(parts));
    const { structures } = await look('disk.vhd');
    expect(field(structures, 'vhd.batmap', 'mapStart')?.meaning).toEqual({ kind: 'place', at: 4096 });
  });

  it('tell of a footer that is damaged, and of a header that lies nowhere', async () => {
    await make('disk.vhd');
    const place = vhdFooter.offsetOf('headerStart');
    await spoil('disk.vhd', place, Uint8Array.of(0, 0x10, 0, 0, 0, 0, 0, 0));
    await spoil('disk.vhd', (await sizeOf('disk.vhd')) - 512, Buffer.from('garbage!'));
    const { structures } = await look('disk.vhd');
    expect(field(structures, 'vhd.footer', 'cookie')?.meaning).toEqual({ kind: 'mark', isRight: false });
    expect(field(structures, 'vhd.footer-copy', 'checksum')?.meaning).toEqual({ kind: 'checksum', isRight: false });
    expect(fieldsOf(structures, 'vhd.dynamic-header')).toMatchObject({ hex: '', where: { start: 2 ** 52 } });
  });
});

describe('the structures of a VMDK', () => {
  it('are the sparse header and the descriptor as it stands there', async () => {
    await make('disk.vmdk');
    const { structures } = await look('disk.vmdk');
    expect(titlesOf(structures)).toEqual(['vmdk.sparse-header', 'vmdk.descriptor']);
    expect(structures[1]).toMatchObject({ kind: 'text', where: { start: 512 } });
    expect(structures[1]?.kind === 'text' && structures[1].text).toMatch(
      /^# Disk DescriptorFile\n[^]*createType="mono/,
    );
    // Renaming such a file is legal: the name in its own line leads nowhere, and is not missed.
    await rename(folder.at('disk.vmdk'), folder.at('other.vmdk'));
    expect(titlesOf((await look('other.vmdk')).structures)).toEqual(titlesOf(structures));
  });

  it('of a stream are its footer between markers as well', async () => {
    await make('disk.vmdk', 'streamOptimized');
    const { structures } = await look('disk.vmdk');
    expect(titlesOf(structures).slice(2)).toEqual([
      'vmdk.directory-marker',
      'vmdk.footer-marker',
      'vmdk.footer',
      'vmdk.end-marker',
    ]);
    const kindOf = (title: Structure['title']) => field(structures, title, 'type')?.meaning;
    expect(kindOf('vmdk.directory-marker')).toEqual({ kind: 'known', key: 'grainDirectory' });
    expect(kindOf('vmdk.footer-marker')).toEqual({ kind: 'known', key: 'footer' });
    expect(kindOf('vmdk.end-marker')).toEqual({ kind: 'known', key: 'endOfStream' });

    await truncate(folder.at('disk.vmdk'), 4096);
    expect((await look('disk.vmdk')).structures.at(-1)).toMatchObject({
      kind: 'lost',
      title: 'vmdk.footer',
      error: { reason: 'vmdk.footer-missing' },
    });
  });

  it('of an ESX host are the headers of their own kinds', async () => {
    const cowd = Buffer.alloc(4096);
    cowd.writeUInt32LE(magic.cowd);
    await writeFile(folder.at('old.vmdk'), cowd);
    expect(titlesOf((await look('old.vmdk')).structures)).toEqual(['vmdk.cowd-header']);

    const sparse = Buffer.alloc(8192);
    sparse.writeUInt32LE(magic.seSparse);
    sparse.writeBigUInt64LE(seSparseVersion, seSparseHeader.offsetOf('version'));
    sparse.writeBigUInt64LE(2n, seSparseHeader.offsetOf('volatileHeader'));
    await writeFile(folder.at('new.vmdk'), sparse);
    const { structures } = await look('new.vmdk');
    expect(titlesOf(structures)).toEqual(['vmdk.se-sparse-header', 'vmdk.se-sparse-volatile-header']);
    expect(field(structures, 'vmdk.se-sparse-header', 'version')?.meaning).toEqual({ kind: 'version', version: '2.1' });
    expect(structures[1]?.where.start).toBe(1024);
  });

  it('of a split disk are the headers of all files, and one that is gone is told in its place', async () => {
    await make('disk.vmdk', 'twoGbMaxExtentSparse', 5 * GiB);
    await rm(folder.at('disk-s002.vmdk'));
    const { structures } = await look('disk.vmdk');
    const files = structures.map(({ kind, where }) => [kind, where.file]);
    expect(files.slice(0, 2)).toEqual([
      ['text', 'disk.vmdk'],
      ['fields', 'disk-s001.vmdk'],
    ]);
    expect(files).toContainEqual(['lost', 'disk-s002.vmdk']);
    expect(files.at(-1)?.[1]).toBe('disk-s003.vmdk');
  });

  it('of a disk in thousands of files are as many as anybody reads', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `RW 1 SPARSE "part-${String(i)}.vmdk"`);
    const text = ['# Disk DescriptorFile', 'version=1', 'createType="custom"', ...lines].join('\n');
    await writeFile(folder.at('disk.vmdk'), text);
    const { structures, isCut } = await look('disk.vmdk');
    expect([structures.length, isCut]).toEqual([mostStructures, true]);
  });

  it('open no file outside of their folder', async () => {
    const text = '# Disk DescriptorFile\nversion=1\ncreateType="custom"\nRW 1 SPARSE "../secret.vmdk"\n';
    await writeFile(folder.at('disk.vmdk'), text);
    expect((await look('disk.vmdk')).structures[1]).toMatchObject({
      kind: 'lost',
      error: { reason: 'file.outside-folder' },
    });
  });
});

describe.each(['disk.vdi', 'disk.vhd', 'disk.vmdk'])('however %s is damaged,', (name) => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('its structures are told, %i', async (seed) => {
    const random = seededRandom(seed);
    await make(name, name === 'disk.vmdk' && seed % 2 === 0 ? 'streamOptimized' : undefined);
    const size = await sizeOf(name);
    for (let spoiled = 0; spoiled < 30; spoiled += 1)
      await spoil(name, random.below(Math.min(size, 2048)), Uint8Array.of(random.pick([0, 1, 0x7f, 0xff])));
    await truncate(folder.at(name), random.pick([size, size, 1 + random.below(size)]));
    const { structures } = await look(name);
    expect(structures.length).toBeGreaterThan(0);
    expect(inside.details.result.shape.structures.parse(structures)).toEqual(structures);
  });
});

it('a raw disk has no structures', async () => {
  await writeFile(folder.at('disk.img'), Buffer.alloc(4096));
  expect((await look('disk.img', 'raw')).structures).toEqual([]);
});

async function sizeOf(name: string): Promise<number> {
  const handle = await open(folder.at(name));
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
