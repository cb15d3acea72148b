import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { OpenOptions, ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import type { ExtentLine } from './descriptor.ts';
import { ContentMark } from './edit-content-mark.ts';
import { sectorSize } from './layout.ts';
import { openMovableLine, readEditableSet, type EditableSet } from './movable-image.ts';
import { textOf } from './repair-descriptor.ts';
import { withExtents, withGeometry, type ExtentLines } from './resize-descriptor.ts';
import { resizedFlat, resizedSparse, type ResizedExtent } from './resize-extent.ts';
import { refuseSize } from './resize-limit.ts';
import { newExtentNames, readsAs, type NewName } from './resize-names.ts';
import { isSameName, planExtents, type NewExtents } from './resize-plan.ts';

const undoable = 'resize.not-possible';

/** The sets that are resized: those whose extents are all of one type, by their variant. */
const types: Readonly<Record<string, string>> = {
  monolithicFlat: 'FLAT',
  twoGbMaxExtentFlat: 'FLAT',
  twoGbMaxExtentSparse: 'SPARSE',
  vmfs: 'VMFS',
  vmfsPreallocated: 'VMFS',
  vmfsEagerZeroedThick: 'VMFS',
  vmfsThick: 'VMFS',
  vmfsThin: 'VMFS',
};

/**
 * Resizes a disk in a descriptor file and extents beside it. New extents are made whole, and the last one is made larger, before
 * the descriptor names them; since that is replaced at once, it makes the new disk. What an extent has more than its line says
 * does not count until then. What the disk does not need any more is cut off only after that.
 */
export async function resizeSet(files: ResizeFiles, options: ResizeOptions, extentBytes: Bytes): Promise<void> {
  const { limits, identity, virtualSize, watch } = options;
  const { main, name } = files;
  const { signal } = watch;
  const how = { limits, tolerance: 'strict', signal } as const;
  const set = await readEditableSet(files, how);
  const lines = set.descriptor.extents;
  const first = judgeSet(set, name);
  const { variant } = set;
  refuseSize(first.type === 'VMFS' ? 'monolithicFlat' : variant, virtualSize);
  if (lines.reduce((sum, { sectors }) => sum + sectors, 0) * sectorSize === virtualSize) return;

  const isSplit = variant.startsWith('twoGb');
  const change = planExtents(lines, virtualSize, isSplit ? extentBytes : Infinity);
  if (change.kept + change.added.length >= limits.files) throw new DiskError('file.too-many', { limit: limits.files });
  const names = readableNames(await textIn(main), change, set, name);
  const last = await openLast(change, set, files, options);

  for (const [i, length] of change.added.entries()) {
    signal.throwIfAborted();
    const fileName = names[i]?.name ?? '';
    await last.create(await files.create(fileName), fileName, length);
  }
  await (await ContentMark.find(main, set.area, name, { ...how, identity })).change(signal);
  await last.prepare(change.length);
  const text = withExtents(await textIn(main), linesFor(change, names));
  await files.replaceMain(Buffer.from(withGeometry(text, set.descriptor, virtualSize), 'latin1'));
  await last.finish(change.length);
  await removeDropped(lines, change.kept, files);
}

/** Throws `resize.not-possible` for sets that mix what they are made of. */
function judgeSet({ descriptor, variant }: EditableSet, name: string): ExtentLine {
  const [first, ...others] = descriptor.extents;
  const type = types[variant];
  const isOfType = descriptor.extents.every((line) => line.type === type && line.access === 'RW');
  if (first && isOfType && (others.length === 0 || variant.startsWith('twoGb'))) return first;
  throw new DiskError(undoable, { name, title: `VMDK ${variant}` });
}

/** Opens the last extent that stays. */
async function openLast(
  { last, start, kept }: NewExtents,
  { descriptor, variant }: EditableSet,
  files: ResizeFiles,
  options: ResizeOptions,
): Promise<ResizedExtent> {
  const { limits, watch } = options;
  if (last.type === 'SPARSE') {
    const how: OpenOptions = { limits, tolerance: 'strict', signal: watch.signal };
    const sharers = descriptor.extents.length;
    return resizedSparse(await openMovableLine(last, start, files, { ...how, sharers, undoable }), options);
  }
  return resizedFlat(await files.sibling(last.fileName ?? ''), {
    offset: last.offset * sectorSize,
    length: last.sectors * sectorSize,
    othersEnd: descriptor.extents
      .slice(0, kept - 1)
      .filter(({ fileName }) => isSameName(fileName, last.fileName))
      .reduce((end, { offset, sectors }) => Math.max(end, (offset + sectors) * sectorSize), 0),
    isThin: variant === 'vmfsThin',
  });
}

/**
 * Names of the new extents, written so that they are read again from a text that holds them: a descriptor that cannot be read
 * would be the end of the disk. Throws `vmdk.name-not-writable`.
 */
function readableNames(
  text: string,
  change: NewExtents,
  { descriptor }: EditableSet,
  fileName: string,
): readonly NewName[] {
  const kept = descriptor.extents.slice(0, change.kept).map((line) => line.fileName);
  for (const names of newExtentNames(text, descriptor, fileName, change.added.length)) {
    const all = [...kept, ...names.map(({ name }) => name)];
    if (readsAs(withExtents(text, linesFor(change, names)), fileName, all)) return names;
  }
  throw new DiskError('vmdk.name-not-writable', { name: JSON.stringify(fileName) });
}

function linesFor({ kept, length, added, last }: NewExtents, names: readonly NewName[]): ExtentLines {
  return {
    kept,
    lastSectors: length / sectorSize,
    added: added.map((bytes, i) => {
      const offset = last.type === 'FLAT' ? ' 0' : '';
      return `RW ${String(bytes / sectorSize)} ${last.type} "${names[i]?.raw ?? ''}"${offset}`;
    }),
  };
}

async function textIn(main: Writer): Promise<string> {
  const bytes = new Uint8Array(main.size);
  await main.read(0, bytes);
  return textOf(bytes);
}

/**
 * Files that are no part of the disk any more would only be in the way of its next growth. One that is named like the descriptor but for
 * the case of letters may be that.
 */
async function removeDropped(lines: readonly ExtentLine[], kept: number, files: ResizeFiles): Promise<void> {
  const names = lines.map(({ fileName = '' }) => fileName);
  const stay = new Set([files.name, ...names.slice(0, kept)].map((name) => name.toLowerCase()));
  const dropped = names.slice(kept);
  for (const name of new Set(dropped)) if (!stay.has(name.toLowerCase())) await files.remove(name);
}
