import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { inspectGuest } from '#main/core/guest/inspect.ts';
import { diskOfBytes } from './tools.ts';

const diskSize = 4 * MiB;

type Entry = readonly [type: number, start: number, sectors: number];

/** Writes a table of an MBR or of a link in a chain of logical partitions. */
function putTable(disk: Buffer, sector: number, ...entries: readonly Entry[]): Buffer {
  const at = sector * 512;
  entries.forEach(([type, start, sectors], i) => {
    const entry = at + 446 + i * 16;
    disk[entry + 4] = type;
    disk.writeUInt32LE(start, entry + 8);
    disk.writeUInt32LE(sectors, entry + 12);
  });
  disk.writeUInt16LE(0xaa55, at + 510);
  return disk;
}

const blank = (): Buffer => Buffer.alloc(diskSize);

describe('tables that contradict themselves', () => {
  it.each<[string, string, Buffer]>([
    [
      'a chain of logical partitions that goes back',
      'table-damaged',
      putTable(putTable(putTable(blank(), 0, [5, 100, 4000]), 100, [0x83, 10, 50], [5, 200, 100]), 300, [5, 0, 100]),
    ],
    [
      'a chain that leads to itself',
      'table-damaged',
      putTable(putTable(blank(), 0, [5, 100, 4000]), 100, [0x83, 10, 50], [5, 0, 100]),
    ],
    [
      'a chain that leaves the extended partition',
      'table-damaged',
      putTable(putTable(blank(), 0, [5, 100, 400]), 100, [0x83, 10, 50], [5, 5000, 100]),
    ],
    [
      'a logical partition outside of the extended one',
      'table-damaged',
      putTable(putTable(blank(), 0, [5, 100, 400]), 100, [0x83, 10, 500]),
    ],
    ['a chain without a table', 'table-damaged', putTable(blank(), 0, [0x83, 3000, 100], [5, 100, 400])],
    ['two extended partitions', 'table-damaged', putTable(blank(), 0, [5, 100, 400], [15, 600, 400])],
    ['partitions that overlap', 'overlap', putTable(blank(), 0, [0x83, 100, 400], [0x83, 499, 400])],
    ['a partition over the extended one', 'overlap', putTable(blank(), 0, [5, 100, 400], [0x83, 450, 10])],
    [
      'a logical partition over the next table',
      'overlap',
      putTable(
        putTable(putTable(blank(), 0, [5, 100, 4000]), 100, [0x83, 10, 500], [5, 200, 100]),
        300,
        [0x83, 300, 10],
      ),
    ],
  ])('%s', async (_, reason, disk) => {
    const { scheme, partitions, distrust } = await inspectGuest(diskOfBytes(disk));
    expect({ scheme, reason: distrust?.reason }).toEqual({ scheme: 'mbr', reason });
    for (const partition of partitions) expect(partition.distrust).toEqual(distrust);
  });

  it('ends after 128 logical partitions', async () => {
    const disk = Buffer.alloc(16 * MiB);
    putTable(disk, 0, [5, 1, 30_000]);
    for (let i = 0; i < 300; i += 1) putTable(disk, 1 + i * 10, [0x83, 1, 5], [5, (i + 1) * 10, 10]);
    const { partitions, distrust } = await inspectGuest(diskOfBytes(disk));
    expect(distrust?.reason).toBe('table-damaged');
    expect(partitions).toHaveLength(128);
  });

  it.each<[string, (header: Buffer, entry: Buffer) => void]>([
    ['an entry of size 0', (header) => header.writeUInt32LE(0, 84)],
    ['4 billion entries', (header) => header.writeUInt32LE(0xffff_ffff, 80)],
    ['entries of 4 GiB', (header) => header.writeUInt32LE(0x8000_0000, 84)],
    ['entries outside of the disk', (header) => header.writeBigUInt64LE(2n ** 50n, 72)],
    ['entries above 2^53', (header) => header.writeBigUInt64LE(2n ** 63n, 72)],
    ['a header of 4 GiB', (header) => header.writeUInt32LE(0xffff_ffff, 12)],
    ['a second copy above 2^53', (header) => header.writeBigUInt64LE(2n ** 64n - 1n, 32)],
    ['a second copy that is the first', (header) => header.writeBigUInt64LE(1n, 32)],
    ['a partition above 2^53', (_, entry) => entry.writeBigUInt64LE(2n ** 62n, 40)],
    ['a partition that ends before it starts', (_, entry) => entry.writeBigUInt64LE(2n, 40)],
    ['a partition over the table', (_, entry) => entry.writeBigUInt64LE(1n, 32)],
  ])('a GPT with %s, and right checksums', async (_, change) => {
    const { scheme, partitions, distrust } = await inspectGuest(diskOfBytes(gpt(512, change)));
    expect(scheme).toBe('gpt');
    expect(distrust?.reason).toMatch(/^(damaged|table-damaged|table-one-copy|overlap|outside-disk)$/);
    for (const partition of partitions) expect(partition.space).toBeUndefined();
  });

  it.each([512, 4096])('a GPT in sectors of %i bytes is read when nothing is wrong', async (sectorSize) => {
    const { partitions, distrust } = await inspectGuest(diskOfBytes(gpt(sectorSize, () => undefined)));
    expect(distrust).toBeUndefined();
    expect(partitions).toMatchObject([
      { number: 1, range: { start: 100 * sectorSize, length: 101 * sectorSize }, distrust: { reason: 'unrecognised' } },
    ]);
  });
});

/** A GPT with one partition, from sector 100 to 200, whose fields are changed before the checksums are made. */
function gpt(sectorSize: number, change: (header: Buffer, entry: Buffer) => void): Buffer {
  const disk = putTable(blank(), 0, [0xee, 1, 0xffff_ffff]);
  const last = diskSize / sectorSize - 1;
  for (const [own, other, entries] of [
    [1, last, 2],
    [last, 1, last - (16 * KiB) / 512],
  ] as const) {
    const header = Buffer.alloc(92);
    const table = Buffer.alloc(128 * 128);
    header.write('EFI PART');
    header.writeUInt32LE(0x1_0000, 8);
    header.writeUInt32LE(92, 12);
    header.writeBigUInt64LE(BigInt(own), 24);
    header.writeBigUInt64LE(BigInt(other), 32);
    header.writeBigUInt64LE(34n, 40);
    header.writeBigUInt64LE(BigInt(last - 33), 48);
    header.writeBigUInt64LE(BigInt(entries), 72);
    header.writeUInt32LE(128, 80);
    header.writeUInt32LE(128, 84);
    table.fill(0x11, 0, 32);
    table.writeBigUInt64LE(100n, 32);
    table.writeBigUInt64LE(200n, 40);
    change(header, table);
    header.writeUInt32LE(crc32(table), 88);
    header.writeUInt32LE(crc32(header), 16);
    disk.set(header, own * sectorSize);
    disk.set(table, entries * sectorSize);
  }
  return disk;
}

describe('what no table and no file system explains', () => {
  it.each([0, 1, 511, 512, 513, 4096, 65_537])('a disk of %i zeros', async (size) => {
    expect(await inspectGuest(diskOfBytes(Buffer.alloc(size)))).toEqual({
      scheme: 'unknown',
      partitions: [],
      distrust: { reason: 'unrecognised', facts: {} },
    });
  });

  it.each([
    ['encrypted', 'BitLocker', 3, '-FVE-FS-'],
    ['encrypted', 'LUKS', 0, 'LUKS\xba\xbe'],
    ['unsupported-file-system', 'XFS', 0, 'XFSB'],
    ['unsupported-file-system', 'Btrfs', 0x1_0040, '_BHRfS_M'],
    ['unsupported-file-system', 'APFS', 32, 'NXSB'],
    ['unsupported-file-system', 'ReFS', 3, 'ReFS\0\0\0\0'],
    ['swap', 'swap space', 4086, 'SWAPSPACE2'],
    ['lvm', 'a Linux volume group', 512, 'LABELONE'],
    ['raid', 'a RAID member', 4096, '\xfc\x4e\x2b\xa9'],
    ['raid', 'a RAID member', MiB - 8192, '\xfc\x4e\x2b\xa9'],
    ['raid', 'a RAID member', MiB - 65_536, '\xfc\x4e\x2b\xa9'],
    ['raid', 'a RAID member', MiB - 1024, 'Intel Raid ISM Cfg Sig. 1.3.00'],
    ['raid', 'a RAID member', MiB - 512, '\xde\x11\xde\x11'],
    ['unsupported-file-system', 'UFS', 8192 + 1372, '\x54\x19\x01\x00'],
    ['unsupported-file-system', 'UFS', 65_536 + 1372, '\x19\x01\x54\x19'],
    ['unsupported-file-system', 'UFS', 262_144 + 1372, '\x19\x54\x01\x19'],
    ['unsupported-file-system', 'HFS+', 1024, 'H+\0\x04'],
    ['unsupported-file-system', 'JFS', 32_768, 'JFS1'],
    ['unsupported-file-system', 'ReiserFS', 65_536 + 52, 'ReIsEr2Fs'],
    ['unsupported-file-system', 'NILFS2', 1024, '\x02\0\0\0\0\0\x34\x34'],
    ['unsupported-file-system', 'OCFS2', 4096, 'OCFSV2'],
    ['unsupported-file-system', 'GFS2', 65_536, '\x01\x16\x19\x70'],
    ['unsupported-file-system', 'bcachefs', 4120, '\xc6\x85\x73\xf6\x66\xce\x90\xa9\xd9\x6a\x60\xcf\x80\x3d\xf7\xef'],
    ['unsupported-file-system', 'VMFS', MiB, '\x0d\xd0\x01\xc0'],
  ])('%s: %s by its mark at byte %i', async (reason, title, at, mark) => {
    const disk = Buffer.alloc(at < MiB ? MiB : 2 * MiB);
    disk.write(mark, at, 'latin1');
    const { scheme, partitions } = await inspectGuest(diskOfBytes(disk));
    expect(scheme).toBe('none');
    expect(partitions).toMatchObject([
      { range: { start: 0, length: disk.length }, distrust: { reason, facts: { title } } },
    ]);
  });

  it('two marks are none that can be believed', async () => {
    const disk = Buffer.alloc(MiB);
    disk.write('XFSB', 0);
    disk.write('_BHRfS_M', 0x1_0040);
    const { partitions } = await inspectGuest(diskOfBytes(disk));
    expect(partitions).toMatchObject([{ distrust: { reason: 'ambiguous', facts: { first: 'XFS', second: 'Btrfs' } } }]);
  });
});
