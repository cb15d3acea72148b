import { endOf, isPowerOfTwo, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { requirePossible, requireSound } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import {
  bootSector,
  extendedBootSector,
  extendedBootSector32,
  type BootSector,
  type ExtendedBootSector32,
} from './layout.ts';

/** How many bits an entry of the table has. */
export type FatWidth = 12 | 16 | 32;

/** Where everything lies, found consistent. */
export interface FatGeometry {
  readonly width: FatWidth;
  readonly boot: BootSector;
  /** Of FAT32 only. */
  readonly boot32: ExtendedBootSector32 | undefined;
  readonly state: number;
  readonly label: string | undefined;
  readonly grid: ClusterGrid;
  /** The tables that are in use: all must agree. */
  readonly tables: readonly ByteRange[];
}

const structure = bootSector.title;

/** The number of clusters alone decides the width: fewer than these are FAT12, and FAT16. */
const mostOf = { fat12: 4085, fat16: 65525 } as const;

/** Computes the places from the first sector. Throws `Distrusted` when they are impossible. */
export function geometryOf(sector: Uint8Array): FatGeometry {
  const boot = bootSector.decode(sector);
  const rest = sector.subarray(bootSector.size);
  const { bytesPerSector, sectorsPerCluster, reservedSectors, rootEntries } = boot;
  const hasWideTables = boot.sectorsPerTable16 === 0;
  const boot32 = hasWideTables ? extendedBootSector32.decode(rest) : undefined;
  const extended = boot32 ?? extendedBootSector.decode(rest);

  requirePossible((boot32?.version ?? 0) === 0, structure, 'the version', boot32?.version ?? 0);
  const sectorsPerTable = boot32?.sectorsPerTable ?? boot.sectorsPerTable16;
  const totalSectors = boot.totalSectors16 === 0 ? boot.totalSectors32 : boot.totalSectors16;
  const rootSectors = Math.ceil((rootEntries * 32) / bytesPerSector);
  const firstData = reservedSectors + boot.tables * sectorsPerTable + rootSectors;
  requirePossible(totalSectors > firstData, structure, 'the number of sectors', totalSectors);
  const clusters = Math.floor((totalSectors - firstData) / sectorsPerCluster);
  const width = clusters < mostOf.fat12 ? 12 : clusters < mostOf.fat16 ? 16 : 32;
  // mkfs.fat can be made to build a small FAT32 that some systems take for FAT16: nobody knows how it was written to.
  requirePossible((width === 32) === hasWideTables, structure, 'the number of clusters', clusters);
  requirePossible(hasWideTables === (rootEntries === 0), structure, 'the number of root entries', rootEntries);
  requirePossible(clusters > 0 && clusters < 0x0fff_fff5, structure, 'the number of clusters', clusters);

  const tableSize = sectorsPerTable * bytesPerSector;
  requirePossible(tableSize * 8 >= (clusters + 2) * width, structure, 'the length of a table', sectorsPerTable);
  return {
    width,
    boot,
    boot32,
    state: extended.state,
    label: labelOf(extended.extendedSignature, extended.label),
    grid: {
      clusterSize: sectorsPerCluster * bytesPerSector,
      first: 2,
      count: clusters,
      start: firstData * bytesPerSector,
    },
    tables: tablesInUse(boot, tableSize, boot32),
  };
}

/** True when the numbers of a boot sector are such as any FAT has. */
export function isPlausible(boot: BootSector): boolean {
  return (
    (boot.jump[0] === 0xeb || boot.jump[0] === 0xe9) &&
    isPowerOfTwo(boot.bytesPerSector) &&
    boot.bytesPerSector >= 512 &&
    boot.bytesPerSector <= 4096 &&
    isPowerOfTwo(boot.sectorsPerCluster) &&
    boot.reservedSectors > 0 &&
    (boot.tables === 1 || boot.tables === 2) &&
    boot.media >= 0xf0
  );
}

function tablesInUse(boot: BootSector, tableSize: Bytes, boot32: ExtendedBootSector32 | undefined): ByteRange[] {
  const first = { start: boot.reservedSectors * boot.bytesPerSector, length: tableSize };
  const tables = boot.tables === 1 ? [first] : [first, { start: endOf(first), length: tableSize }];
  if (!boot32 || (boot32.mirroring & 0x80) === 0) return tables;
  const active = tables[boot32.mirroring & 0x0f];
  requireSound(active !== undefined, structure);
  return [active];
}

function labelOf(signature: number, label: string): string | undefined {
  if (signature !== 0x29) return undefined;
  const trimmed = label.trimEnd();
  return trimmed === '' || trimmed === 'NO NAME' ? undefined : trimmed;
}
