import { GiB, KiB, MiB, parseSize, roundUp, TiB, type Bytes } from '#shared/model/bytes.ts';

/** The units in which a disk is sized, the smallest first. */
export const sizeUnits = { MiB, GiB, TiB } as const;
export type SizeUnit = keyof typeof sizeUnits;

/** A size as it stands in the fields. */
export interface TypedSize {
  readonly amount: string;
  readonly unit: SizeUnit;
}

/** What programs on the guest's side expect of every disk. */
const sectorSize: Bytes = 512;

/**
 * The size that was typed, rounded up to whole sectors. An amount that brings its own unit, such as `2 TiB`, goes by that.
 * Undefined for anything that is not a number, and for sizes above 2^53-1.
 */
export function typedBytes({ amount, unit }: TypedSize): Bytes | undefined {
  const text = amount.trim().replace(',', '.');
  if (/[a-z]/i.test(text)) return wholeSectors(parseSize(text));
  return /^(\d+\.?\d*|\.\d+)$/.test(text) ? wholeSectors(Number(text) * sizeUnits[unit]) : undefined;
}

/** A size as the fields show it, in the largest unit that takes it without a fraction; in MiB if none does. */
export function asTyped(bytes: Bytes): TypedSize {
  const unit =
    (['TiB', 'GiB'] as const).find((one) => bytes >= sizeUnits[one] && bytes % sizeUnits[one] === 0) ?? 'MiB';
  return { amount: String(bytes / sizeUnits[unit]), unit };
}

/** A size in whole units, however many digits that takes: limits must not be rounded. Undefined where no unit fits. */
export function wholeUnits(bytes: Bytes): string | undefined {
  const units = { TiB, GiB, MiB, KiB } as const;
  const fitting = Object.entries(units).find(([, size]) => bytes >= size && bytes % size === 0);
  return fitting && `${String(bytes / fitting[1])} ${fitting[0]}`;
}

/** Sizes that people ask for, from small systems to the largest disks that are made. */
const usualSizes: readonly Bytes[] = [
  ...[64, 128, 256, 512].map((count) => count * MiB),
  ...[1, 2, 4, 8, 10, 16, 20, 32, 40, 50, 64, 80, 100, 128, 160, 200, 256, 320, 400, 512, 640, 800].map(
    (count) => count * GiB,
  ),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64].map((count) => count * TiB),
];

/** The stops of the slider: the usual sizes within the limits, and the upper limit itself unless nobody would want that. */
export function sizeStops({
  smallest,
  largest,
}: {
  readonly smallest: Bytes;
  readonly largest: Bytes;
}): readonly Bytes[] {
  const stops = usualSizes.filter((size) => size >= smallest && size <= largest);
  const mostWanted = usualSizes.at(-1) ?? 0;
  return stops.includes(largest) || largest > mostWanted ? stops : [...stops, largest];
}

/** The number of the stop that is nearest to a size, by their ratio. */
export function nearestStop(stops: readonly Bytes[], size: Bytes): number {
  const distances = stops.map((stop) => Math.abs(Math.log(stop / size)));
  return distances.indexOf(Math.min(...distances));
}

function wholeSectors(bytes: number | undefined): Bytes | undefined {
  if (bytes === undefined) return undefined;
  const rounded = roundUp(Math.ceil(bytes), sectorSize);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}
