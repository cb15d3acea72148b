import { DiskError } from '#shared/errors.ts';
import { KiB, type Bytes } from '#shared/model/bytes.ts';
import type { CreatePlan, MeasurePlan, Sink, TargetFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { giveBack } from '../../threads/give-back.ts';
import { Compressor } from './compressor.ts';
import {
  compression,
  entrySize,
  flag,
  grainDataOffset,
  highestSector,
  marker,
  markerType,
  sectorSize,
  sparseHeader,
  usual,
  type SparseHeader,
} from './layout.ts';
import type { VmdkOptions } from './options.ts';
import { SectorStream } from './sector-stream.ts';
import { commonHeader, planSparse, type SparsePlan } from './sparse-plan.ts';
import { EntryTable } from './entry-table.ts';
import { embeddedDescriptor } from './write-descriptor.ts';

const grainBytes: Bytes = 64 * KiB;

/** What deflate adds at most to a grain of random bytes, and the marker: together one sector more than the grain. */
const worstGrainSectors = grainBytes / sectorSize + 1;

/** Starts a streamOptimized image. Throws `vmdk.name-not-writable`. */
export function createStream(target: TargetFiles, plan: CreatePlan<VmdkOptions>): Promise<Sink> {
  return new Promise((resolve) => {
    const descriptor = embeddedDescriptor('streamOptimized', target.name, plan);
    resolve(
      new StreamSink(target, planSparse(plan.virtualSize, grainBytes), { descriptor, level: plan.options.level }),
    );
  });
}

/** An upper bound of the file's size, reached when nothing can be compressed. */
export function measureStream({ virtualSize, dataBytes }: MeasurePlan<VmdkOptions>): Bytes {
  const plan = planSparse(virtualSize, grainBytes);
  const grains = Math.min(Math.ceil(dataBytes / grainBytes), Math.ceil(plan.capacity / plan.grainSectors));
  const tables = Math.min(grains, plan.tableCount) * (1 + plan.tableSectors);
  const end = 1 + plan.directorySectors + 3; // directory, footer with its marker, end of stream
  return (usual.streamOverhead + grains * worstGrainSectors + tables + end) * sectorSize;
}

/**
 * Writes the stream that VMware and OVF expect: compressed grains in ascending order, each behind its marker, every table
 * behind its grains, then directory, footer and the end. The header comes last, so that a torn file is no image.
 */
class StreamSink implements Sink {
  readonly granularity = grainBytes;
  /** The grains of one window keep all cores busy for long; more of them would only take memory. */
  readonly windowsInFlight = 2;
  readonly #file: Writer;
  readonly #name: string;
  readonly #plan: SparsePlan;
  readonly #descriptor: Uint8Array;
  readonly #compressor: Compressor;
  readonly #out: SectorStream;
  readonly #directory: EntryTable;
  #table: { readonly number: number; readonly entries: EntryTable } | undefined;
  /** Settles when everything handed in so far is in the stream; rejected for good once anything failed. */
  #order: Promise<void> = Promise.resolve();

  constructor({ main, name }: TargetFiles, plan: SparsePlan, how: { descriptor: Uint8Array; level: number }) {
    this.#file = main;
    this.#name = name;
    this.#plan = plan;
    this.#descriptor = how.descriptor;
    this.#compressor = new Compressor(how.level);
    this.#out = new SectorStream(main, usual.streamOverhead);
    this.#directory = new EntryTable(plan.tableCount * entrySize);
  }

  async data(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const grains = grainsOf(bytes).map((grain) => this.#compressor.compress(grain));
    // Also tells that each rejection is looked at, whichever comes first.
    const compressed = Promise.allSettled(grains);
    const before = this.#order;
    this.#order = (async () => {
      await before;
      for (const [i, grain] of grains.entries()) await this.#appendGrain(at / grainBytes + i, await grain, signal);
    })();
    try {
      await this.#order;
    } finally {
      await compressed;
    }
  }

  async finish(signal?: AbortSignal): Promise<void> {
    await this.#order;
    await this.#appendTable(signal);
    const header = this.#header();
    const directory = await this.#appendMarked(markerType.grainDirectory, this.#directory.bytes, signal);
    await this.#appendMarked(markerType.footer, sparseHeader.encode({ ...header, directory }), signal);
    await this.#out.append([new Uint8Array(sectorSize)], signal); // end of stream: a marker of zeros
    await this.#out.finish(signal);
    await this.#file.write(usual.descriptorOffset * sectorSize, this.#descriptor, signal);
    await this.#file.write(0, sparseHeader.encode(header), signal);
  }

  async #appendGrain(grain: number, compressed: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const number = Math.floor(grain / usual.tableLength);
    if (this.#table?.number !== number) {
      await this.#appendTable(signal);
      this.#table = { number, entries: new EntryTable(this.#plan.tableSectors * sectorSize) };
    }
    this.#table.entries.set(grain % usual.tableLength, this.#nextSector());
    const head = marker.encode({ value: grain * this.#plan.grainSectors, size: compressed.length, type: 0 });
    await this.#out.append([head.subarray(0, grainDataOffset), compressed], signal);
    giveBack(compressed);
  }

  /** Appends the table of the grains before. Tables without a grain are left out altogether. */
  async #appendTable(signal?: AbortSignal): Promise<void> {
    if (!this.#table) return;
    const { number, entries } = this.#table;
    this.#table = undefined;
    this.#directory.set(number, await this.#appendMarked(markerType.grainTable, entries.bytes, signal));
  }

  /** Appends a marker and what it announces; returns the sector of the latter. */
  async #appendMarked(type: number, content: Uint8Array, signal?: AbortSignal): Promise<number> {
    const head = new Uint8Array(sectorSize);
    head.set(marker.encode({ value: Math.ceil(content.length / sectorSize), size: 0, type }));
    await this.#out.append([head], signal);
    const sector = this.#nextSector();
    await this.#out.append([content], signal);
    return sector;
  }

  #nextSector(): number {
    const { sector } = this.#out;
    if (sector > highestSector) throw new DiskError('vmdk.addresses-exhausted', { name: this.#name });
    return sector;
  }

  /** ESXi takes streams of version 3 only. The directory is announced for the end of the file. */
  #header(): SparseHeader {
    return {
      ...commonHeader,
      version: 3,
      flags: flag.newlineTest | flag.compressed | flag.markers,
      capacity: this.#plan.capacity,
      grainSize: this.#plan.grainSectors,
      redundantDirectory: 0,
      directory: null,
      overhead: usual.streamOverhead,
      compression: compression.deflate,
    };
  }
}

/** Cuts bytes into grains. The last one of the disk is filled up with zeros: VirtualBox wants all of it. */
function grainsOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / grainBytes) }, (_, i) => {
    const grain = bytes.subarray(i * grainBytes, (i + 1) * grainBytes);
    if (grain.length === grainBytes) return grain;
    const whole = new Uint8Array(grainBytes);
    whole.set(grain);
    return whole;
  });
}
