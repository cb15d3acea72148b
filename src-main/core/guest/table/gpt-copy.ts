import { crc32 } from 'node:zlib';
import { endOf, isPowerOfTwo, MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { believing, isDistrust, requireSound } from '../distrusted.ts';
import type { GuestDisk } from '../guest.ts';
import { gptEntry, gptHeader, gptSignature, type GptHeader } from './layout.ts';

/** One of the two copies of a GPT, with right checksums. */
export interface GptCopy {
  readonly sectorSize: Bytes;
  readonly header: GptHeader;
  /** All entries, as they lie on the disk. */
  readonly entries: Uint8Array;
  /** What the copy takes: its header and its entries. */
  readonly places: readonly ByteRange[];
}

const largestEntries = 1 * MiB;

/** Reads the copy whose header lies in a sector; undefined when there is no whole one. */
export async function readGptCopy(
  disk: GuestDisk,
  sectorSize: Bytes,
  sector: number,
  signal?: AbortSignal,
): Promise<GptCopy | undefined> {
  const copy = await believing(() => readCopy(disk, sectorSize, sector, signal));
  return isDistrust(copy) ? undefined : copy;
}

async function readCopy(disk: GuestDisk, sectorSize: Bytes, sector: number, signal?: AbortSignal): Promise<GptCopy> {
  const headerPlace = { start: sector * sectorSize, length: sectorSize };
  const stored = await bytesOf(disk, headerPlace, signal);
  const header = gptHeader.decode(stored);
  const { headerSize, entryCount, entrySize } = header;
  requireSound(header.signature === gptSignature && header.ownSector === sector, gptHeader.title);
  requireSound(headerSize >= gptHeader.size && headerSize <= sectorSize, gptHeader.title);
  // The checksum is over the header with this field zero.
  stored.fill(0, gptHeader.offsetOf('headerChecksum'), gptHeader.offsetOf('headerChecksum') + 4);
  requireSound(crc32(stored.subarray(0, headerSize)) === header.headerChecksum, gptHeader.title);

  requireSound(isPowerOfTwo(entrySize) && entrySize >= gptEntry.size, gptHeader.title);
  const length = entryCount * entrySize;
  requireSound(length > 0 && length <= largestEntries, gptHeader.title);
  const entriesPlace = { start: header.entriesSector * sectorSize, length };
  const entries = await bytesOf(disk, entriesPlace, signal);
  requireSound(crc32(entries) === header.entriesChecksum, gptHeader.title);
  return { sectorSize, header, entries, places: [headerPlace, entriesPlace] };
}

async function bytesOf(disk: GuestDisk, range: ByteRange, signal?: AbortSignal): Promise<Uint8Array> {
  requireSound(range.start >= 0 && endOf(range) <= disk.virtualSize, gptHeader.title);
  const target = new Uint8Array(range.length);
  await disk.read(range.start, target, signal);
  return target;
}
