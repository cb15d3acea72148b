import { GiB } from '#shared/model/bytes.ts';
import type { Outcome, Row } from './contest.ts';
import type { DiskKind } from './disks.ts';
import type { BenchFormat } from './images.ts';

/** What is measured against an aim: see `valueOf`. */
export type AimKind = keyof typeof values;

/** A value that is to be reached: at most this much. */
export interface Aim {
  readonly kind: AimKind;
  readonly most: number;
}

/** What Platter may have resident at once, whatever the size of the disk. */
const peak: Aim = { kind: 'peak', most: 200e6 };

/** Aims of a conversion, in the words of the README's promise: plain copies as fast as qemu-img, everything else far ahead. */
export function aimsOfConversion(source: BenchFormat, target: BenchFormat, disk: DiskKind): readonly Aim[] {
  const isStream = (format: BenchFormat) => format.id === 'vmdk-stream';
  const bounds = [1];
  if (disk === 'fragmented' || isStream(source)) bounds.push(0.7);
  if (!target.isPlain) bounds.push(0.4);
  const verified = isStream(source) || isStream(target) ? 0.6 : target.isPlain && source.isPlain ? 2 : undefined;
  return [
    { kind: 'ratio', most: Math.min(...bounds) },
    ...(verified === undefined ? [] : [{ kind: 'verified ratio', most: verified } as const]),
    ...(isStream(target) ? [{ kind: 'size ratio', most: 1 } as const] : []),
    peak,
  ];
}

/**
 * At the highest level, a stream is to be smaller than one that zlib writes at its level 9, as open-vmdk does, and written sooner. Of
 * qemu-img's, which is zlib's level 6, that is so much for the mixed disk: half of its data is random, and stored by everybody.
 */
export const aimsOfSmallStream: readonly Aim[] = [
  { kind: 'ratio', most: 0.6 },
  { kind: 'size ratio', most: 0.9995 },
  peak,
];

/** A disk too large for the memory of any program that keeps all of it. */
export const aimsOfLargeDisk: readonly Aim[] = [peak];
export const largeDisk = 64 * GiB;

export const aimsOfQuery: Readonly<Record<string, readonly Aim[]>> = {
  '--version': [{ kind: 'own seconds', most: 0.04 }],
  info: [
    { kind: 'seconds', most: 0.12 },
    { kind: 'own seconds', most: 0.04 },
  ],
  map: [{ kind: 'seconds', most: 0.5 }],
  check: [{ kind: 'seconds', most: 0.5 }],
};

const outcomeOf = ({ outcomes }: Row, name: Outcome['name']): Outcome | undefined =>
  outcomes.find((one) => one.name === name);

/** How many times as long as somebody else somebody took; undefined without one of the two. */
export function ratio(row: Row, name: Outcome['name'], other: Outcome['name'] = 'qemu-img'): number | undefined {
  const [own, theirs] = [outcomeOf(row, name), outcomeOf(row, other)];
  return own && theirs && own.seconds / theirs.seconds;
}

/** How an aim is measured. */
const values = {
  ratio: (row: Row) => ratio(row, 'platter'),
  'verified ratio': (row: Row) => ratio(row, 'platter, verified'),
  'size ratio': (row: Row) => {
    const [own, theirs] = [outcomeOf(row, 'platter'), outcomeOf(row, 'qemu-img')];
    return own && theirs && own.writtenBytes / theirs.writtenBytes;
  },
  seconds: (row: Row) => outcomeOf(row, 'platter')?.seconds,
  'own seconds': (row: Row) => {
    const [all, node] = [outcomeOf(row, 'platter'), outcomeOf(row, 'limit')];
    return all && node && Math.max(0, all.seconds - node.seconds);
  },
  peak: ({ outcomes }: Row) => Math.max(...outcomes.filter(isOurs).map(({ peakBytes }) => peakBytes)),
};

function isOurs({ name }: Outcome): boolean {
  return name === 'platter' || name === 'platter, verified';
}

/** True when an aim of time was missed: a busy machine does that, so it is worth another round. */
export function missesTime(row: Row): boolean {
  return row.aims.some((aim) => aim.kind !== 'peak' && aim.kind !== 'size ratio' && (valueOf(row, aim) ?? 0) > aim.most);
}

/** What was measured for an aim; undefined when it was not. */
export function valueOf(row: Row, { kind }: Aim): number | undefined {
  return values[kind](row);
}
