import { GiB, type Bytes } from '#shared/model/bytes.ts';
import { largeDisk } from './aims.ts';
import type { DiskKind } from './disks.ts';

/** A part of a run: every one of these sources into every one of these targets. */
export interface PlanPart {
  readonly disk: DiskKind;
  readonly size: Bytes;
  /** Ids of formats. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Of streams; what both programs do by default when absent. */
  readonly level?: number;
  /** Only for the memory that it takes: qemu-img is left out. */
  readonly isForMemory?: true;
}

const size = 2 * GiB;
const main = ['raw', 'vdi', 'vhd', 'vmdk', 'vmdk-split', 'vmdk-stream'];
const ofFullSize = ['vhd-fixed', 'vmdk-flat'];

/** What a complete run measures: all pairs but few streams with the mixed disk, and with the others what differs there. */
export const completePlan: readonly PlanPart[] = [
  { disk: 'mixed', size, from: ['raw'], to: [...main, ...ofFullSize] },
  { disk: 'mixed', size, from: ['raw'], to: ['vmdk-stream'], level: 9 },
  { disk: 'mixed', size, from: main.slice(1), to: main.slice(0, 5) },
  // What a stream takes to write is its deflate, wherever its content comes from; qemu-img takes most of a minute for each.
  { disk: 'mixed', size, from: ['vhd', 'vmdk'], to: ['vmdk-stream'] },
  // As sources, these are read like raw disks.
  { disk: 'mixed', size, from: ofFullSize, to: ['raw'] },
  { disk: 'full', size, from: ['raw'], to: ['raw', 'vdi', 'vhd', ...ofFullSize, 'vmdk'] },
  { disk: 'full', size, from: ['vmdk-stream'], to: ['raw'] },
  { disk: 'empty', size, from: ['raw'], to: [...main, ...ofFullSize] },
  { disk: 'fragmented', size, from: main.slice(0, 5), to: ['raw'] },
  { disk: 'fragmented', size, from: ['vmdk'], to: ['vdi', 'vmdk'] },
  // The same content in number, of which 64 GiB have 32 times as much to hold tables and checksums for.
  { disk: 'empty', size: largeDisk, from: ['raw'], to: main, isForMemory: true },
  { disk: 'empty', size: largeDisk, from: ['vmdk', 'vmdk-stream'], to: ['raw'], isForMemory: true },
];
