import type { ByteRange } from '#shared/model/bytes.ts';
import type { FileSystemId } from '#shared/model/guest.ts';
import { Distrusted } from './distrusted.ts';
import { exfat } from './exfat/index.ts';
import { ext } from './ext/index.ts';
import { fat } from './fat/index.ts';
import { endsLikeRaid, foreignMarks, headSize, type Foreign } from './foreign.ts';
import type { FileSystem, GuestDisk, Volume } from './guest.ts';
import { ntfs } from './ntfs/index.ts';
import type { TableEntry } from './table/table.ts';
import { volumeReader } from './volume-reader.ts';

const fileSystems: readonly FileSystem[] = [ntfs, exfat, ext, fat];

const smallestVolume = 512;

/** What the first bytes of a range tell. */
interface Marks {
  readonly fileSystems: readonly FileSystem[];
  readonly foreign: readonly Foreign[];
  readonly head: Uint8Array;
}

/** Looks for all known marks in a range of the disk. */
export async function findMarks(disk: GuestDisk, range: ByteRange, signal?: AbortSignal): Promise<Marks> {
  const head = new Uint8Array(Math.min(headSize, range.length));
  if (head.length < smallestVolume) return { fileSystems: [], foreign: [], head };
  await disk.read(range.start, head, signal);
  const foreign = await foreignMarks(disk, range, head, signal);
  if (await endsLikeRaid(disk, range, signal)) foreign.push({ reason: 'raid', title: 'a RAID member' });
  return { fileSystems: fileSystems.filter((kind) => kind.matches(head)), foreign, head };
}

/** The one file system in a range. */
export interface Recognised {
  readonly fileSystem: FileSystemId | undefined;
  /** Throws `Distrusted` unless its map can be believed. */
  open(signal?: AbortSignal): Promise<Volume>;
}

/**
 * Throws `Distrusted` when a partition holds no known file system, or more than one thing it could be: a file system in a partition
 * whose type is that of something else was left there, and what took its place may have left its first sectors alone.
 */
export async function recognise(
  disk: GuestDisk,
  { range, type }: Pick<TableEntry, 'range' | 'type'>,
  signal?: AbortSignal,
): Promise<Recognised> {
  const found = await findMarks(disk, range, signal);
  const titles = [...found.fileSystems, ...found.foreign].map(({ title }) => title);
  const [kind] = found.fileSystems;
  const [foreign] = found.foreign;
  // The marks of encryption beside others are no doubt: BitLocker To Go begins with a FAT on purpose.
  if (foreign && (titles.length === 1 || foreign.reason === 'encrypted')) {
    throw new Distrusted(foreign.reason, { title: foreign.title });
  }
  const [first, second] = titles;
  if (first !== undefined && second !== undefined) throw new Distrusted('ambiguous', { first, second });
  if (!kind) throw new Distrusted('unrecognised');
  if (type !== '' && !kind.partitionTypes.includes(type)) {
    throw new Distrusted('ambiguous', { first: `a partition of type ${type.toUpperCase()}`, second: kind.title });
  }
  return { fileSystem: kind.identify(found.head), open: (stop) => kind.open(volumeReader(disk, range), stop) };
}
