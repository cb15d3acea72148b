import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CreatePlan, MeasurePlan, Sink, TargetFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { allOf } from '../../io/all-of.ts';
import { entrySize, highestSector, sectorSize, sparseHeader, usual } from './layout.ts';
import type { VmdkOptions } from './options.ts';
import { headerOf, planSparse, type SparsePlan } from './sparse-plan.ts';
import { EntryTable } from './entry-table.ts';
import { embeddedDescriptor } from './write-descriptor.ts';

/** Starts a monolithicSparse image. Throws `vmdk.name-not-writable`. */
export function createSparse(target: TargetFiles, plan: CreatePlan<VmdkOptions>): Promise<Sink> {
  return new Promise((resolve) => {
    const descriptor = embeddedDescriptor('monolithicSparse', target.name, plan);
    resolve(
      new SparseSink(target.main, target.name, {
        plan: planSparse(plan.virtualSize, plan.options.grainSize, {
          zeroedGrains: plan.options.zeroedGrains === 'on',
        }),
        descriptor,
      }),
    );
  });
}

/** An upper bound of the file's size. */
export function measureSparse({ virtualSize, dataBytes, options }: MeasurePlan<VmdkOptions>): Bytes {
  const plan = planSparse(virtualSize, options.grainSize);
  const grains = Math.min(Math.ceil(dataBytes / options.grainSize), Math.ceil(plan.capacity / plan.grainSectors));
  return (plan.overhead + grains * plan.grainSectors) * sectorSize;
}

/** How a sparse file is laid out, and the padded descriptor that goes into it; a split disk has one of its own instead. */
export interface SparseContent {
  readonly plan: SparsePlan;
  readonly descriptor?: Uint8Array;
}

/** Writes grains one behind another, each table when the next one begins, and at the end what makes the file a disk. */
export class SparseSink implements Sink {
  readonly granularity: Bytes;
  readonly #file: Writer;
  readonly #name: string;
  readonly #plan: SparsePlan;
  readonly #descriptor: Uint8Array | undefined;
  #nextSector: number;
  #table: { readonly number: number; readonly entries: EntryTable } | undefined;
  /** Settles when everything handed in so far is written; rejected for good once anything failed. */
  #soFar: Promise<void> = Promise.resolve();

  /** @param name the file, for messages */
  constructor(file: Writer, name: string, { plan, descriptor }: SparseContent) {
    this.granularity = plan.grainSectors * sectorSize;
    this.#file = file;
    this.#name = name;
    this.#plan = plan;
    this.#descriptor = descriptor;
    this.#nextSector = plan.overhead;
  }

  data(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const done = this.#write(at, bytes, signal);
    this.#soFar = allOf([this.#soFar, done]);
    this.#soFar.catch(() => undefined); // finish throws it
    return done;
  }

  async finish(signal?: AbortSignal): Promise<void> {
    const { directory, tables, redundantDirectory, redundantTables } = this.#plan;
    await this.#soFar;
    await allOf(this.#closeTable(signal));
    if (this.#descriptor) await this.#file.write(usual.descriptorOffset * sectorSize, this.#descriptor, signal);
    await this.#file.write(redundantDirectory * sectorSize, this.#directoryOf(redundantTables), signal);
    await this.#file.write(directory * sectorSize, this.#directoryOf(tables), signal);
    // The last grain is whole in the file even where the disk ends inside it, and tables nobody wrote are zero.
    await this.#file.resize(this.#nextSector * sectorSize);
    await this.#file.write(0, sparseHeader.encode(headerOf(this.#plan)), signal);
  }

  /** Takes the place synchronously, before it waits for anything. */
  async #write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const place = this.#nextSector * sectorSize;
    const tables = this.#allocate(at, bytes.length, signal);
    await allOf([...tables, this.#file.write(place, bytes, signal)]);
  }

  /** Gives grains their places. Returns the writes of tables that are complete by that. */
  #allocate(at: Bytes, length: Bytes, signal?: AbortSignal): Promise<void>[] {
    const writes: Promise<void>[] = [];
    const first = at / this.granularity;
    const end = Math.ceil((at + length) / this.granularity);
    for (let grain = first; grain < end; grain += 1) {
      const number = Math.floor(grain / usual.tableLength);
      if (this.#table?.number !== number) {
        writes.push(...this.#closeTable(signal));
        this.#table = { number, entries: new EntryTable(this.#plan.tableSectors * sectorSize) };
      }
      if (this.#nextSector > highestSector) throw new DiskError('vmdk.addresses-exhausted', { name: this.#name });
      this.#table.entries.set(grain % usual.tableLength, this.#nextSector);
      this.#nextSector += this.#plan.grainSectors;
    }
    return writes;
  }

  /** Writes both copies of the current table: nothing before it changes any more. */
  #closeTable(signal?: AbortSignal): Promise<void>[] {
    const table = this.#table;
    this.#table = undefined;
    if (!table) return [];
    return [this.#plan.redundantTables, this.#plan.tables].map((first) =>
      this.#file.write((first + table.number * this.#plan.tableSectors) * sectorSize, table.entries.bytes, signal),
    );
  }

  /** A directory of tables that all lie one behind another: VMware wants them there even when they are empty. */
  #directoryOf(firstTable: number): Uint8Array {
    const { tableCount, tableSectors } = this.#plan;
    const directory = new EntryTable(tableCount * entrySize);
    for (let i = 0; i < tableCount; i += 1) directory.set(i, firstTable + i * tableSectors);
    return directory.bytes;
  }
}
