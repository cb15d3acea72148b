import { MiB } from '#shared/model/bytes.ts';
import { header, headerStart } from '#main/core/formats/vdi/layout.ts';
import { buildVdi, free } from '#test/formats/vdi/build.ts';
import { buildDynamic, buildFixed, withEntries } from '#test/formats/vhd/build.ts';
import { buildSparse, descriptorOf, diskSize } from '#test/formats/vmdk/build.ts';
import { buildCowd, buildSeSparse } from '#test/formats/vmdk/build-esx.ts';
import { inFiles, inOneFile, type HostileCase } from './hostile-case.ts';

/** Sizes and places that no honest image has: tables of 4 billion entries, disks of 2^64 bytes, everything in one place. */
export function casesOfNumbers(): readonly HostileCase[] {
  return [...largeTables(), ...largeDisks(), ...overlaps(), ...texts(), ...partitions()];
}

const most32 = 0xffff_ffff;
const exact = Number.MAX_SAFE_INTEGER;

function largeTables(): readonly HostileCase[] {
  const blockSize = 4096;
  const vdi = (blocks: number) =>
    buildVdi({ map: [free], header: { blocks, blockSize, diskSize: blocks * blockSize } });
  const vhd = (tableEntries: number) =>
    buildDynamic({ table: [4], header: { blockSize: 512, tableEntries }, footer: { currentSize: tableEntries * 512 } });
  const vmdk = (header: Parameters<typeof buildSparse>[0]) => buildSparse({ grains: { 0: 'data' }, ...header });
  const capacity = 2 ** 42;
  return [
    inOneFile('a VDI of 2^32-1 blocks', 'disk.vdi', vdi(most32), { info: 'vdi.map-overlaps-data' }),
    inOneFile('a VDI of 2^29 blocks whose data starts behind', 'disk.vdi', farVdi(), { info: 'vdi.map-truncated' }),
    inOneFile('a VHD of 2^32-1 blocks', 'disk.vhd', vhd(most32), { info: 'vhd.table-truncated' }),
    inOneFile('a VMDK with tables of 2^32-1 entries', 'disk.vmdk', vmdk({ header: { tableLength: most32 } }), {
      info: 'vmdk.bad-header',
    }),
    inOneFile('a VMDK with a directory of 2^32 entries', 'disk.vmdk', vmdk({ header: { capacity } }), {
      info: 'vmdk.directory-outside',
    }),
    inOneFile('a VMDK with a descriptor of 2^53 sectors', 'disk.vmdk', vmdk({ header: { descriptorSize: exact } }), {}),
    inFiles(
      'a COWD directory of 2^32-1 entries',
      {
        'disk.vmdk': descriptorOf([`RW ${String(most32)} VMFSSPARSE "a.vmdk"`]),
        'a.vmdk': buildCowd({ header: { capacity: most32, directoryLength: most32 } }),
      },
      {},
    ),
    inFiles(
      'a seSparse directory of 2^53 sectors',
      {
        'disk.vmdk': descriptorOf([`RW ${String(2 ** 43)} SESPARSE "a.vmdk"`]),
        'a.vmdk': buildSeSparse({ header: { capacity: 2 ** 43, directorySize: exact, tablesSize: exact } }),
      },
      {},
    ),
  ];
}

/** Its data starts where no file of this size has anything, so that the map would have room before it. */
function farVdi(): Uint8Array {
  const image = buildVdi({ map: [free] });
  const stored = header.decode(image.subarray(headerStart));
  const blocks = 2 ** 29;
  image.set(
    header.encode({ ...stored, blocks, blockSize: 4096, diskSize: blocks * 4096, dataStart: most32 }),
    headerStart,
  );
  return image;
}

function largeDisks(): readonly HostileCase[] {
  const sizes = [0xffff_ffff_ffff_ffffn, 0xffff_ffff_ffff_fe00n, 2n ** 63n, 2n ** 55n, 2n ** 53n, 2n ** 53n - 512n];
  const cases = sizes.flatMap((size): HostileCase[] => {
    const [vdi, dynamic, fixed, vmdk, text] = [
      buildVdi({ map: [0, free] }),
      buildDynamic({ table: [4, free], header: { blockSize: 4096 } }),
      buildFixed(4096),
      buildSparse({ grains: { 0: 'data' } }),
      descriptorOf([`RW ${String(size)} ZERO`]),
    ];
    new DataView(vdi.buffer).setBigUint64(72 + 4 * 3 + 256 + 4 * 7, size, true);
    for (const image of [dynamic, fixed]) {
      for (const at of image === fixed ? [image.length - 512] : [0, image.length - 512]) {
        new DataView(image.buffer).setBigUint64(at + 48, size);
      }
    }
    new DataView(vmdk.buffer).setBigUint64(12, size, true);
    const of = `of ${String(size)}`;
    return [
      inOneFile(`a VDI ${of} bytes`, 'disk.vdi', vdi, {}),
      inOneFile(`a dynamic VHD ${of} bytes`, 'disk.vhd', resigned(dynamic, [0, dynamic.length - 512]), {}),
      inOneFile(`a fixed VHD ${of} bytes`, 'disk.vhd', resigned(fixed, [fixed.length - 512]), {}),
      inOneFile(`a VMDK ${of} sectors`, 'disk.vmdk', vmdk, {}),
      inOneFile(`a VMDK of zeros ${of} sectors`, 'disk.vmdk', text, {}),
    ];
  });
  return cases;
}

/** Puts the checksums of footers right. */
function resigned(image: Uint8Array, places: readonly number[]): Uint8Array {
  for (const at of places) {
    const view = new DataView(image.buffer, image.byteOffset + at, 512);
    view.setUint32(64, 0);
    const sum = image.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    view.setUint32(64, most32 - sum);
  }
  return image;
}

function overlaps(): readonly HostileCase[] {
  const blockSize = 4096;
  const all = { info: 'done', check: 'done', repair: 'done' };
  const grains = (sector: number) => Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [i, sector]));
  const line = 'RW 8 FLAT "a.bin" 0';
  return [
    inOneFile(
      'a VDI of one slot',
      'disk.vdi',
      buildVdi({ map: [0, 0, 0, 0], header: { blockSize, diskSize: 4 * blockSize } }),
      all,
    ),
    inOneFile(
      'a VDI whose blocks are its header',
      'disk.vdi',
      buildVdi({ map: [0, 1], header: { blockSize, diskSize: 2 * blockSize, dataStart: 0 } }),
      {},
    ),
    inOneFile('a VDI whose map is its header', 'disk.vdi', buildVdi({ map: [0], header: { mapStart: 0 } }), {}),
    inOneFile(
      'a VHD of one block',
      'disk.vhd',
      withEntries(buildDynamic({ table: [4, free, free], header: { blockSize } }), { 1: 4, 2: 4 }),
      all,
    ),
    inOneFile(
      'a VHD whose blocks are its header',
      'disk.vhd',
      withEntries(buildDynamic({ table: [4, free], header: { blockSize } }), { 0: 0, 1: 1 }),
      {},
    ),
    inOneFile(
      'a VHD whose table is its header',
      'disk.vhd',
      buildDynamic({ table: [4], header: { blockSize, tableStart: 512 } }),
      {},
    ),
    inOneFile(
      'a VMDK of one grain',
      'disk.vmdk',
      buildSparse({ grains: { 0: 'data', ...grains(256) }, fileSize: MiB }),
      { info: 'done', check: 'done' },
    ),
    inOneFile('a VMDK whose grains are its header', 'disk.vmdk', buildSparse({ grains: grains(0) }), { info: 'done' }),
    inOneFile(
      'a VMDK whose tables are its directory',
      'disk.vmdk',
      buildSparse({ directory: { 0: 21, 1: 21, 2: 21 } }),
      {},
    ),
    inOneFile(
      'a VMDK whose directory is its header',
      'disk.vmdk',
      buildSparse({ header: { directory: 0, redundantDirectory: 0 } }),
      {},
    ),
    inOneFile(
      'a VMDK whose descriptor is its header',
      'disk.vmdk',
      buildSparse({ header: { descriptorOffset: 0 } }),
      {},
    ),
    inFiles(
      'one file as 16 000 extents',
      { 'disk.vmdk': descriptorOf(Array.from({ length: 16_000 }, () => line)), 'a.bin': new Uint8Array(4096) },
      { info: 'done' },
    ),
    inFiles(
      'extents that overlap in their file',
      { 'disk.vmdk': descriptorOf([line, 'RW 8 FLAT "a.bin" 4']), 'a.bin': new Uint8Array(8192) },
      { info: 'done' },
    ),
    inFiles(
      'a sparse extent twice',
      {
        'disk.vmdk': descriptorOf(Array.from({ length: 2 }, () => `RW ${String(diskSize / 512)} SPARSE "a.vmdk"`)),
        'a.vmdk': buildSparse({ grains: { 0: 'data' } }),
      },
      { info: 'done' },
    ),
  ];
}

function texts(): readonly HostileCase[] {
  const line = (i: number) => `RW 8 FLAT "${String(i)}.bin" 0`;
  return [
    inOneFile('a descriptor of 5 MiB', 'disk.vmdk', descriptorOf(['RW 8 ZERO'], `# ${'x'.repeat(5 * MiB)}`), {
      info: 'vmdk.descriptor-too-long',
    }),
    inOneFile('a line of 100 000 characters', 'disk.vmdk', descriptorOf([`RW 8 FLAT "${'x'.repeat(100_000)}" 0`]), {
      info: 'vmdk.descriptor-line',
    }),
    inOneFile('a name of 1000 characters', 'disk.vmdk', descriptorOf([`RW 8 FLAT "${'x'.repeat(1000)}" 0`]), {}),
    inOneFile('20 000 extents', 'disk.vmdk', descriptorOf(Array.from({ length: 20_000 }, (_, i) => line(i))), {}),
    inOneFile(
      '16 000 extents that are not there',
      'disk.vmdk',
      descriptorOf(Array.from({ length: 16_000 }, (_, i) => line(i))),
      { info: 'file.missing' },
    ),
    inOneFile('a million lines', 'disk.vmdk', descriptorOf(['RW 8 ZERO'], 'a=b\n'.repeat(1_000_000)), {
      info: 'vmdk.descriptor-line',
    }),
  ];
}

/** Chains of partition tables that never end. What is wrong inside a disk is part of what its contents tell. */
function partitions(): readonly HostileCase[] {
  const chain = (...links: readonly (readonly [sector: number, next: number])[]): HostileCase => {
    const disk = Buffer.alloc(MiB);
    const put = (sector: number, type: number, start: number) => {
      const at = sector * 512 + 446;
      disk[at + 4] = type;
      disk.writeUInt32LE(start, at + 8);
      disk.writeUInt32LE(1000, at + 12);
      disk.writeUInt16LE(0xaa55, sector * 512 + 510);
    };
    put(0, 5, 64);
    for (const [sector, next] of links) put(sector, 5, next);
    const title = `logical partitions in a circle of ${String(links.length)}`;
    return { ...inOneFile(title, 'disk.img', disk, { info: 'done', contents: 'done' }), sourceFormat: 'raw' };
  };
  return [chain([64, 0]), chain([64, 100], [164, 200], [264, 100])];
}
