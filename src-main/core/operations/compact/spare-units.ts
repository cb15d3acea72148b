import { KiB, MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Disk } from '../../disk/disk.ts';
import type { CompactionPlan, Watch } from '../../disk/format.ts';
import { countData, readAhead, storedIn } from '../../disk/read-ahead.ts';
import { UnitSet } from '../../disk/unit-set.ts';
import { isZero } from '../../disk/zeros.ts';
import type { GuestSpace } from './guest-space.ts';

/** The allocated units of an image that need not be stored, and why. */
export interface SpareUnits {
  readonly holes: UnitSet;
  readonly zeros: UnitSet;
  /** Bytes of the disk in them, by cause. */
  readonly zeroBytes: Bytes;
  readonly sameAsParentBytes: Bytes;
  readonly guestFreeBytes: Bytes;
}

type Cause = 'zeroBytes' | 'sameAsParentBytes' | 'guestFreeBytes';

/** Looks at the content of all allocated units. Memory does not grow with the disk, but for a bit for each unit. */
export function findSpareUnits(disk: Disk, plan: CompactionPlan, guest: GuestSpace, watch: Watch): Promise<SpareUnits> {
  return disk.parent
    ? spareOfChild(disk, disk.parent, plan, guest, watch)
    : findSpareUnitsOfBase(disk, plan, guest, watch);
}

/** In a disk that stands alone, a unit is spare when everything in it that the guest uses is zero. */
export async function findSpareUnitsOfBase(
  disk: Disk,
  plan: Pick<CompactionPlan, 'unit' | 'allocated'>,
  guest: GuestSpace,
  watch: Watch,
): Promise<SpareUnits> {
  const { unit } = plan;
  const { signal, report } = watch;
  const occupied = new UnitSet(unit);
  const needed = new UnitSet(unit);
  const total = await countData(disk, signal);
  let done = 0;
  await using used = guest.cursor(signal);
  for await (const window of readAhead(disk, { unit: 64 * KiB, limit: disk.virtualSize, signal })) {
    const { start, bytes, release } = window;
    for (const piece of piecesOf({ start, length: bytes.length }, unit)) {
      const number = Math.floor(piece.start / unit);
      const content = bytes.subarray(piece.start - start, piece.start - start + piece.length);
      if (needed.has(number) || isZero(content)) continue;
      occupied.add(number);
      if (!(await isFree(used, piece, content))) needed.add(number);
    }
    done = Math.min(total, done + storedIn(window));
    release();
    report({ phase: 'measure', done, total, unit: 'bytes' });
  }
  const spare = new Collector(disk, plan, guest);
  for await (const numbers of plan.allocated(signal)) {
    for (const number of numbers) {
      if (!needed.has(number)) spare.add('holes', number, occupied.has(number) ? 'guestFreeBytes' : 'zeroBytes');
    }
  }
  return spare;
}

/** How much of a unit is compared at once. */
const pieceSize: Bytes = 2 * MiB;

/** In a child, a unit is spare when it shows nothing else than the parent would, or when it can be declared zero instead. */
async function spareOfChild(
  disk: Disk,
  parent: Disk,
  plan: CompactionPlan,
  guest: GuestSpace,
  { signal, report }: Watch,
): Promise<SpareUnits> {
  const { unit, canDeclareZero } = plan;
  const spare = new Collector(disk, plan, guest);
  await using used = guest.cursor(signal);
  const own = new Uint8Array(Math.min(unit, pieceSize));
  const below = new Uint8Array(own.length);
  for await (const numbers of plan.allocated(signal)) {
    for (const number of numbers) {
      signal.throwIfAborted();
      const start = number * unit;
      const range = { start, length: Math.min(unit, disk.virtualSize - start) };
      let isSame = true;
      let isEmpty = true;
      let isSpare = true;
      for (const piece of piecesOf(range, pieceSize)) {
        const content = own.subarray(0, piece.length);
        await disk.read(piece.start, content, signal);
        isSame &&= await equalsParent(parent, piece, content, below, signal);
        isEmpty &&= isZero(content);
        isSpare &&= isEmpty || (await isFree(used, piece, content));
        if (!isSame && !isSpare) break;
      }
      if (isSame) spare.add('holes', number, 'sameAsParentBytes');
      else if (isSpare && canDeclareZero) spare.add('zeros', number, isEmpty ? 'zeroBytes' : 'guestFreeBytes');
      report({ phase: 'measure', done: start, total: disk.virtualSize, unit: 'bytes' });
    }
  }
  return spare;
}

async function equalsParent(
  parent: Disk,
  { start, length }: ByteRange,
  content: Uint8Array,
  buffer: Uint8Array,
  signal: AbortSignal,
): Promise<boolean> {
  const below = buffer.subarray(0, length);
  // What lies behind the end of a shorter parent is zero.
  const inParent = Math.max(0, Math.min(length, parent.virtualSize - start));
  if (inParent > 0) await parent.read(start, below.subarray(0, inParent), signal);
  below.fill(0, inParent);
  return Buffer.compare(content, below) === 0;
}

/** Whether a piece of the disk is zero wherever the guest uses it. */
async function isFree(used: ReturnType<GuestSpace['cursor']>, piece: ByteRange, content: Uint8Array): Promise<boolean> {
  const parts = await used.outside(piece);
  return parts.every(({ start, length }) =>
    isZero(content.subarray(start - piece.start, start - piece.start + length)),
  );
}

/** Cuts a range at the multiples of a size. */
function* piecesOf(range: ByteRange, most: Bytes): Generator<ByteRange> {
  const end = range.start + range.length;
  for (let start = range.start; start < end;) {
    const pieceEnd = Math.min(end, (Math.floor(start / most) + 1) * most);
    yield { start, length: pieceEnd - start };
    start = pieceEnd;
  }
}

class Collector implements SpareUnits {
  readonly holes: UnitSet;
  readonly zeros: UnitSet;
  zeroBytes = 0;
  sameAsParentBytes = 0;
  guestFreeBytes = 0;
  readonly #size: Bytes;
  readonly #guest: GuestSpace;

  constructor({ virtualSize }: Disk, { unit }: Pick<CompactionPlan, 'unit'>, guest: GuestSpace) {
    this.holes = new UnitSet(unit);
    this.zeros = new UnitSet(unit);
    this.#size = virtualSize;
    this.#guest = guest;
  }

  add(become: 'holes' | 'zeros', number: number, cause: Cause): void {
    const { unit } = this[become];
    const range = { start: number * unit, length: Math.min(unit, this.#size - number * unit) };
    this[become].add(number);
    this[cause] += range.length;
    if (cause === 'guestFreeBytes') this.#guest.note(range);
  }
}
