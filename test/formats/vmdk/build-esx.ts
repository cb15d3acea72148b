import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { cowdHeader, type CowdHeader } from '#main/core/formats/vmdk/cowd.ts';
import {
  seSparseHeader,
  seSparseVolatileHeader,
  type SeSparseHeader,
} from '#main/core/formats/vmdk/se-sparse-layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { patternAt } from '#test/support/patterns.ts';

/** A COWD disk of 5 MiB: a table covers 2 MiB, so that there are three, the last one half used. */
export const cowdSize: Bytes = 5 * MiB;
export const cowdGrain: Bytes = 512;

/** Entries by the number of their grain: `data` appends the grain, a number is the entry itself. */
export interface EsxRecipe<H> {
  readonly grains?: Readonly<Record<number, 'data' | number>>;
  readonly header?: Partial<H>;
}

/** A COWD extent made by hand after the published description of the format; tables exist only where they are needed. */
export function buildCowd({ grains = {}, header = {} }: EsxRecipe<CowdHeader> = {}): Uint8Array<ArrayBuffer> {
  const tableSectors = 32;
  const first = 5; // four sectors of header, one of directory
  const stored = Object.values(grains).filter((entry) => entry === 'data').length;
  const tables = [...new Set(Object.keys(grains).map((grain) => Math.floor(Number(grain) / 4096)))];
  const dataStart = first + tables.length * tableSectors;
  const image = new Uint8Array((dataStart + stored) * 512);
  const view = viewOf(image);
  image.set(
    cowdHeader.encode({
      magic: 0x4457_4f43,
      version: 1,
      flags: 3,
      capacity: cowdSize / 512,
      grainSize: 1,
      directory: 4,
      directoryLength: 128,
      freeSector: dataStart + stored,
      origin: new Uint8Array(0),
      parentGeneration: 0,
      generation: 1,
      name: '',
      description: '',
      savedGeneration: 0,
      uncleanShutdown: 0,
      ...header,
    }),
  );
  for (const [i, table] of tables.entries()) view.setUint32(4 * 512 + 4 * table, first + i * tableSectors, true);
  let next = dataStart;
  for (const [grain, entry] of Object.entries(grains)) {
    const table = tables.indexOf(Math.floor(Number(grain) / 4096));
    const at = (first + table * tableSectors) * 512 + 4 * (Number(grain) % 4096);
    view.setUint32(at, entry === 'data' ? next : entry, true);
    if (entry !== 'data') continue;
    image.set(patternAt(Number(grain) * cowdGrain, cowdGrain), next * 512);
    next += 1;
  }
  return image;
}

/** A seSparse disk of 40 MiB: a table covers 16 MiB. */
export const seSize: Bytes = 40 * MiB;
export const seGrain: Bytes = 4 * KiB;

/** An entry for the n-th grain of the data region, as ESXi packs it: the low twelve bits of n on top of the others. */
export function seEntry(grain: number): bigint {
  const number = BigInt(grain);
  return (3n << 60n) | ((number & 0xfffn) << 48n) | (number >> 12n);
}

/** A seSparse extent made by hand. Entries are 64-bit values, or `data`; all three tables exist, in reverse order. */
export function buildSeSparse(
  recipe: {
    readonly grains?: Readonly<Record<number, 'data' | bigint>>;
    readonly header?: Partial<SeSparseHeader>;
    readonly directory?: Readonly<Record<number, bigint>>;
    readonly replayJournal?: number;
  } = {},
): Uint8Array<ArrayBuffer> {
  const { grains = {}, header = {}, directory = {}, replayJournal = 0 } = recipe;
  const regions = { volatileHeader: 1, journalHeader: 2, journal: 4, directory: 8, tables: 16, grains: 256 };
  const stored = Object.values(grains).filter((entry) => entry === 'data').length;
  const image = new Uint8Array((regions.grains + stored * 8) * 512);
  const view = viewOf(image);
  image.set(
    seSparseHeader.encode({
      magic: 0xcafe_babe,
      version: 0x2_0000_0001,
      capacity: seSize / 512,
      grainSize: 8,
      tableSectors: 64,
      flags: 0,
      ...regions,
      volatileHeaderSize: 1,
      journalHeaderSize: 2,
      journalSize: 4,
      directorySize: 8,
      tablesSize: 3 * 64,
      freeBitmap: 208,
      freeBitmapSize: 8,
      backMap: 216,
      backMapSize: 8,
      grainsSize: 8192,
      ...header,
    }),
  );
  image.set(
    seSparseVolatileHeader.encode({ magic: 0xcafe_cafe, freeTable: 3, nextTransaction: 1, replayJournal }),
    512,
  );
  for (const table of [0, 1, 2]) {
    const entry = directory[table] ?? (0x1000_0000n << 32n) | BigInt(2 - table);
    view.setBigUint64(regions.directory * 512 + 8 * table, entry, true);
  }
  let next = 0;
  for (const [grain, entry] of Object.entries(grains)) {
    const number = Number(grain);
    const table = 2 - Math.floor(number / 4096);
    const at = (regions.tables + table * 64) * 512 + 8 * (number % 4096);
    view.setBigUint64(at, entry === 'data' ? seEntry(next) : entry, true);
    if (entry !== 'data') continue;
    image.set(patternAt(number * seGrain, seGrain), (regions.grains + next * 8) * 512);
    next += 1;
  }
  return image;
}
