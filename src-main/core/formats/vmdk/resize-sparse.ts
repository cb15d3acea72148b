import { roundUp } from '#shared/model/bytes.ts';
import { clearRange } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';
import { renewSecondCopy } from './edit-second-copy.ts';
import { EntryChanges } from './entry-changes.ts';
import { absent, sectorSize, sparseHeader } from './layout.ts';
import { entriesBehindEnd, storedGrains, type MovableExtent } from './movable-extent.ts';
import { provideTables, type HeaderChange, type SparseResize } from './resize-tables.ts';

/**
 * Makes everything ready for another size and returns what the header is to say then; until it does, the extent is what it was,
 * but for grains behind its new end. When this returns, all is on the medium: one write of one sector switches.
 * Throws `vmdk.edit-full` or `disk.table-too-large`, and then nothing is changed that anybody sees.
 */
export async function prepareSize(extent: MovableExtent<Writer>, resize: SparseResize): Promise<HeaderChange> {
  const { sectors, watch } = resize;
  const { signal } = watch;
  if (extent.isSecondBehind) await renewSecondCopy(extent.file, extent.source, extent.copies, signal);
  if (sectors * sectorSize < extent.length) {
    await dropBehind(extent, Math.ceil(sectors / extent.source.header.grainSize), signal);
    return { capacity: sectors };
  }
  await clearBehindEnd(extent, signal);
  const change = await provideTables(extent, resize);
  await extent.file.flush();
  return { capacity: sectors, ...change };
}

/** Writes other values into the header: one sector, which no power cut tears. Everything else in it stays. */
export async function writeHeader(file: Writer, change: HeaderChange): Promise<void> {
  const bytes = new Uint8Array(sparseHeader.size);
  await file.read(0, bytes);
  await file.write(0, sparseHeader.change(bytes, change));
  await file.flush();
}

/** Cuts off what an extent does not need any more. Its size on the disk is already that of its header. */
export async function trimExtent(extent: MovableExtent<Writer>, signal: AbortSignal): Promise<void> {
  const { file, grainBytes, source } = extent;
  let end = 0;
  for (const range of extent.fixed) end = Math.max(end, range.end);
  for await (const { sectors } of storedGrains(extent, signal)) {
    for (const sector of sectors) end = Math.max(end, sector + source.header.grainSize);
  }
  const needed = Math.max(roundUp(end * sectorSize, grainBytes), source.header.overhead * sectorSize);
  if (needed >= file.size) return;
  await file.resize(needed);
  await file.flush();
}

/** Forgets the grains from a number on. */
async function dropBehind(extent: MovableExtent<Writer>, first: number, signal: AbortSignal): Promise<void> {
  const changes = new EntryChanges(extent);
  for await (const { grains } of storedGrains(extent, signal)) {
    for (const grain of grains) {
      if (grain >= first) changes.set(grain, absent);
      if (changes.isFull) await changes.publish();
    }
  }
  await changes.publish();
}

/** What lies behind the end of the disk, unseen so far, must not appear on it: entries, and the rest of the last grain. */
async function clearBehindEnd(extent: MovableExtent<Writer>, signal: AbortSignal): Promise<void> {
  const changes = new EntryChanges(extent);
  for await (const { grains } of entriesBehindEnd(extent, signal)) {
    for (const grain of grains) changes.set(grain, absent);
    if (changes.isFull) await changes.publish();
  }
  await changes.publish();

  const { file, length, grainBytes } = extent;
  const used = length % grainBytes;
  if (used === 0) return;
  const last = Math.floor(length / grainBytes);
  for await (const { grains, sectors } of storedGrains(extent, signal)) {
    if (grains.at(-1) !== last) continue;
    const start = (sectors.at(-1) ?? 0) * sectorSize;
    await clearRange(file, { start: start + used, length: grainBytes - used }, signal);
    // The file may end where the disk ends.
    if (file.size < start + grainBytes) await file.resize(start + grainBytes);
  }
}
