import { MiB } from '#shared/model/bytes.ts';

/** A disk of 1 MiB with four logical partitions in a row. */
export function logicalPartitions(): Buffer {
  const disk = Buffer.alloc(MiB);
  const put = (sector: number, i: number, type: number, start: number, sectors: number): void => {
    const at = sector * 512 + 446 + i * 16;
    disk[at + 4] = type;
    disk.writeUInt32LE(start, at + 8);
    disk.writeUInt32LE(sectors, at + 12);
    disk.writeUInt16LE(0xaa55, sector * 512 + 510);
  };
  put(0, 0, 0x05, 64, 1900);
  for (let i = 0; i < 4; i += 1) {
    put(64 + i * 400, 0, 0x83, 8, 300);
    if (i < 3) put(64 + i * 400, 1, 0x05, (i + 1) * 400, 400);
  }
  return disk;
}
