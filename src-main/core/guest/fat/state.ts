import { Distrusted, requireSound } from '../distrusted.ts';
import type { VolumeReader } from '../volume-reader.ts';
import type { FatGeometry } from './geometry.ts';
import { firstEntries16, firstEntries32, informationSector, informationSignatures, unknownCount } from './layout.ts';

/** Where the second entry of a table says that the volume was closed cleanly, and that no error was met. */
const cleanBits = {
  12: undefined,
  16: { clean: 0x8000, noError: 0x4000 },
  32: { clean: 0x0800_0000, noError: 0x0400_0000 },
} as const;

/** Throws `Distrusted` unless the volume was closed cleanly. FAT12 has no such note in its table. */
export async function requireCleanState(
  volume: VolumeReader,
  geometry: FatGeometry,
  signal?: AbortSignal,
): Promise<void> {
  if ((geometry.state & 1) !== 0) throw new Distrusted('dirty');
  if ((geometry.state & 2) !== 0) throw new Distrusted('has-errors');
  const layout = geometry.width === 32 ? firstEntries32 : firstEntries16;
  for (const { start } of geometry.tables) {
    const [media = 0, state = 0] = (await volume.one(layout, start, signal)).entries;
    requireSound((media & 0xff) === geometry.boot.media, layout.title);
    const bits = cleanBits[geometry.width];
    if (bits && (state & bits.clean) === 0) throw new Distrusted('dirty');
    if (bits && (state & bits.noError) === 0) throw new Distrusted('has-errors');
  }
}

/** The number of free clusters that FAT32 remembers; undefined when it does not. Throws `Distrusted` for a damaged note. */
export async function readRecordedFree(
  volume: VolumeReader,
  { boot, boot32 }: FatGeometry,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const sector = boot32?.informationSector ?? 0;
  if (sector === 0 || sector === 0xffff) return undefined;
  const { title } = informationSector;
  requireSound(sector < boot.reservedSectors, title);
  const { lead, signature, trail, freeClusters } = await volume.one(
    informationSector,
    sector * boot.bytesPerSector,
    signal,
  );
  const expected = informationSignatures;
  requireSound(lead === expected.lead && signature === expected.signature && trail === expected.trail, title);
  return freeClusters === unknownCount ? undefined : freeClusters;
}
