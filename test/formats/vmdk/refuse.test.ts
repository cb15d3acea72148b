import { describe, expect, it } from 'vitest';
import type { Facts } from '#shared/errors.ts';
import { MiB } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import type { SparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { buildSet, buildSparse, descriptorOf, grain, sparseLine, type SparseRecipe } from './build.ts';

/** The reason and the facts that count of whatever opening and reading an image throws. */
async function refusal(image: MemoryImage): Promise<{ reason: string; facts: Facts } | 'read'> {
  try {
    await readAll(await openImage(vmdk, image));
    return 'read';
  } catch (thrown) {
    return thrown as { reason: string; facts: Facts };
  }
}

const sparse = (recipe: SparseRecipe, name = 'disk.vmdk') => refusal(new MemoryImage(name, buildSparse(recipe)));
const withHeader = (header: Partial<SparseHeader>) => sparse({ header });

describe('headers that are refused', () => {
  it.each<[string, Partial<SparseHeader>, string, Facts]>([
    ['line ends changed on the way', { newlineDouble1: 0x0a }, 'vmdk.newline-damage', {}],
    ['a version to come', { version: 4 }, 'vmdk.unsupported-version', { part: 'header', version: 4 }],
    ['version 0', { version: 0 }, 'vmdk.unsupported-version', { version: 0 }],
    ['a flag nobody knows', { flags: 0x4_0003 }, 'vmdk.unknown-flags', { flags: '0x40003' }],
    ['markers without compression', { flags: 0x2_0001 }, 'vmdk.bad-header', { field: 'flags', value: '0x20001' }],
    ['an algorithm nobody knows', { flags: 0x3_0001, compression: 2 }, 'vmdk.compression', { algorithm: 2 }],
    ['compression that the flags deny', { compression: 1 }, 'vmdk.compression', { algorithm: 1 }],
    ['grains of no power of two', { grainSize: 1025 }, 'vmdk.bad-header', { field: 'grain size', value: 1025 }],
    ['no grain size', { grainSize: 0 }, 'vmdk.bad-header', { field: 'grain size', value: 0 }],
    ['giant grains', { grainSize: 2 ** 40 }, 'vmdk.bad-header', { field: 'grain size', value: 2 ** 40 }],
    ['empty tables', { tableLength: 0 }, 'vmdk.bad-header', { field: 'length of grain tables' }],
    ['giant tables', { tableLength: 2 ** 31 }, 'vmdk.bad-header', { field: 'length of grain tables' }],
    ['no capacity', { capacity: 0, descriptorOffset: 0 }, 'vmdk.bad-header', { field: 'capacity', value: 0 }],
    ['a capacity of 2^48 sectors', { capacity: 2 ** 48 }, 'vmdk.bad-header', { field: 'capacity', value: 2 ** 48 }],
    ['a directory larger than the file', { capacity: 2 ** 40 }, 'vmdk.directory-outside', {}],
    [
      'a descriptor behind the end',
      { descriptorOffset: 2 ** 40 },
      'vmdk.bad-header',
      { field: 'end of the descriptor' },
    ],
    ['a giant descriptor', { descriptorSize: 20_481 }, 'vmdk.bad-header', { field: 'size of the descriptor' }],
    ['a directory behind the end', { directory: 2 ** 40 }, 'vmdk.directory-outside', {}],
    ['no directory at all', { directory: 0, redundantDirectory: 0 }, 'vmdk.no-directory', {}],
    ['a directory in a footer that is not there', { directory: null }, 'vmdk.footer-missing', {}],
    ['less capacity than the line promises', { capacity: 8 }, 'vmdk.extent-size', { line: 6 * MiB, capacity: 4096 }],
  ])('%s', async (_, header, reason, facts) => {
    expect(await withHeader(header)).toMatchObject({ reason, facts });
  });

  it('numbers that no computer can count to', async () => {
    const image = buildSparse();
    image.fill(0xff, 12, 20);
    expect(await refusal(new MemoryImage('disk.vmdk', image))).toMatchObject({
      reason: 'layout.number-too-large',
      facts: { field: 'capacity' },
    });
  });
});

describe('tables that are refused', () => {
  const past = 2 ** 31;
  it.each<[string, SparseRecipe, string, Facts]>([
    ['a table behind the end of the file', { directory: { 1: past } }, 'vmdk.table-outside', { table: 1 }],
    ['a grain behind the end of the file', { grains: { 3: past } }, 'vmdk.bad-grain', { grain: 3, sector: past }],
    [
      'a grain cut off by it',
      { grains: { 2: 'data' }, fileSize: buildSparse({ grains: { 2: 'data' } }).length - 1 },
      'vmdk.bad-grain',
      { grain: 2 },
    ],
    ['a zeroed grain without the flag', { grains: { 5: 1 } }, 'vmdk.bad-grain', { grain: 5, sector: 1 }],
  ])('%s', async (_, recipe, reason, facts) => {
    expect(await sparse(recipe)).toMatchObject({ reason, facts });
  });
});

describe('files that are refused by name', () => {
  it.each<[string, Uint8Array, string, Facts]>([
    ['unfinished streams', magicFile('kdmv'), 'vmdk.unfinished', {}],
    ['anything else', magicFile('hello'), 'probe.not-this-format', {}],
    ['an empty file', new Uint8Array(0), 'probe.not-this-format', {}],
  ])('%s', async (_, content, reason, facts) => {
    expect(await refusal(new MemoryImage('disk.vmdk', content))).toMatchObject({ reason, facts });
  });

  it('an extent of a split disk, telling which descriptor to open', async () => {
    expect(await sparse({ descriptor: '' }, 'disk-s001.vmdk')).toMatchObject({
      reason: 'vmdk.lone-extent',
      facts: { name: 'disk-s001.vmdk', descriptor: 'the descriptor of the disk, perhaps disk.vmdk,' },
    });
  });

  it('an extent that carries the descriptor of a whole set', async () => {
    const descriptor = descriptorOf([sparseLine(MiB), sparseLine(MiB)]);
    expect(await sparse({ descriptor })).toMatchObject({ reason: 'vmdk.lone-extent' });
  });
});

describe('descriptors that are refused', () => {
  const flat = 'RW 8 FLAT "a" 0';
  it.each<[string, string, string, Facts]>([
    ['a disk without extents', descriptorOf([]), 'vmdk.descriptor-key', { problem: 'it lists no extents' }],
    ['a parent without its content id', descriptorOf([flat], 'parentFileNameHint="p.vmdk"'), 'chain.contradictory', {}],
    ['a parent id that is no number', descriptorOf([flat]).replace('ffffffff', 'none'), 'vmdk.descriptor-key', {}],
    [
      'a version to come',
      descriptorOf([flat]).replace('version=1', 'version=5'),
      'vmdk.unsupported-version',
      { part: 'descriptor', version: '5' },
    ],
    ['a snapshot of the array', descriptorOf([flat], 'isNativeSnapshot="yes"'), 'vmdk.native-snapshot', {}],
    ['large sectors', descriptorOf([flat], 'ddb.logicalSectorSize = "4096"'), 'vmdk.sector-size', { sector: '4096' }],
    [
      'a raw disk',
      descriptorOf([flat]).replace('custom', 'fullDevice'),
      'vmdk.kind-not-read',
      { kind: 'map of a raw device' },
    ],
    ['partitions of a raw disk', descriptorOf([flat]).replace('custom', 'partitionedDevice'), 'vmdk.kind-not-read', {}],
    ['a device map', descriptorOf(['RW 8 VMFSRDM "a"']), 'vmdk.kind-not-read', { kind: 'map of a raw device' }],
    ['a raw device', descriptorOf(['RW 8 VMFSRAW "a"']), 'vmdk.kind-not-read', {}],
    ['an extent type to come', descriptorOf(['RW 8 CLOUD "a"']), 'vmdk.extent-type', { type: 'CLOUD' }],
    ['an extent in a store', descriptorOf(['RW 8 VMFS "vsan://1-2-3"']), 'vmdk.remote-extent', {}],
    ['an extent on the web', descriptorOf(['RW 8 FLAT "https://host/a" 0']), 'vmdk.remote-extent', {}],
    ['itself', descriptorOf(['RW 8 FLAT "disk.vmdk" 0']), 'vmdk.extent-is-descriptor', {}],
    ['too many sectors', descriptorOf(Array(20).fill('RW 999999999999999 ZERO')), 'vmdk.bad-header', {}],
    [
      'too many files',
      descriptorOf(Array.from({ length: 16_384 }, (_, i) => `RW 1 FLAT "${i}" 0`)),
      'file.too-many',
      {},
    ],
    ['a file that is not there', descriptorOf(['RW 8 FLAT "gone" 0']), 'file.missing', { path: 'gone' }],
    ['a file that is too short', descriptorOf([flat, 'RW 16 FLAT "a" 8']), 'vmdk.extent-short', { needed: 12_288 }],
    ['a file that is no sparse extent', descriptorOf(['RW 8 SPARSE "a"']), 'vmdk.not-sparse', { name: 'a' }],
    ['a file that is no ESX extent', descriptorOf(['RW 8 VMFSSPARSE "a"']), 'vmdk.not-sparse', { name: 'a' }],
    ['an unfinished extent', descriptorOf(['RW 8 SPARSE "u"']), 'vmdk.unfinished', { name: 'u' }],
    ['a sparse extent that is too small', descriptorOf(['RW 99999 SPARSE "s"']), 'vmdk.extent-size', { name: 's' }],
    ['a text that does not end', `${descriptorOf([flat])}${'#\n'.repeat(2 * MiB)}`, 'vmdk.descriptor-too-long', {}],
  ])('%s', async (_, text, reason, facts) => {
    const set = buildSet(text, { a: new Uint8Array(grain), s: buildSparse({ descriptor: '' }), u: magicFile('kdmv') });
    expect(await refusal(set)).toMatchObject({ reason, facts });
  });

  it.each(['/etc/hosts', '../a', '..', 'sub/a', 'sub\\a', 'C:a', 'C:\\a', '\\\\host\\share\\a', ''])(
    'an extent outside the folder: %j',
    async (name) => {
      const set = buildSet(descriptorOf([`RW 8 FLAT "${name}" 0`]), { [name]: new Uint8Array(grain) });
      expect(await refusal(set)).toMatchObject({ reason: 'file.outside-folder', facts: { name } });
    },
  );
});

function magicFile(magic: string): Uint8Array {
  const file = new Uint8Array(1024);
  file.set(Uint8Array.from(magic, (character) => character.charCodeAt(0)));
  return file;
}
