import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { CompactedPartition } from '#shared/model/compact.ts';
import type { GuestPartition } from '#shared/model/guest.ts';
import type { Disk } from '../../disk/disk.ts';
import { FreeCursor } from '../../guest/free-cursor.ts';
import { freeRuns } from '../../guest/free-runs.ts';
import { inspectGuest } from '../../guest/inspect.ts';

/** What the guest of a disk does not use, as far as it can be believed; and how much of that is given back. */
export class GuestSpace {
  readonly #disk: Disk;
  readonly #partitions: readonly GuestPartition[];
  readonly #reclaimed = new Map<GuestPartition, Bytes>();

  /** Looks at partition tables and file systems. Without consent (`freeSpace` is not true) nothing counts as free. */
  static async of(
    disk: Disk,
    wish: { readonly freeSpace?: boolean | undefined },
    signal: AbortSignal,
  ): Promise<GuestSpace> {
    const partitions = wish.freeSpace === true ? (await inspectGuest(disk, signal)).partitions : [];
    return new GuestSpace(disk, partitions);
  }

  private constructor(disk: Disk, partitions: readonly GuestPartition[]) {
    this.#disk = disk;
    this.#partitions = partitions;
  }

  /** A look-up of what is used, for one ascending pass. */
  cursor(signal?: AbortSignal): FreeCursor {
    return new FreeCursor(this.#runs(signal));
  }

  /** Notes that stored bytes of the disk are given back because the guest uses nothing there. */
  note({ start, length }: ByteRange): void {
    for (const partition of this.#partitions) {
      const from = Math.max(start, partition.range.start);
      const to = Math.min(start + length, endOf(partition.range));
      if (to > from) this.#reclaimed.set(partition, (this.#reclaimed.get(partition) ?? 0) + to - from);
    }
  }

  get partitions(): readonly CompactedPartition[] {
    return this.#partitions.map((partition) => ({ partition, reclaimed: this.#reclaimed.get(partition) ?? 0 }));
  }

  async *#runs(signal?: AbortSignal): AsyncGenerator<readonly ByteRange[]> {
    // Partitions that overlap are never trusted, so their runs follow each other.
    for (const partition of this.#partitions) yield* freeRuns(this.#disk, partition, signal);
  }
}
