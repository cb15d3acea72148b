import { DiskError, toDiskError } from '#shared/errors.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { isCowdChild, readCowd } from './cowd.ts';
import { vmdkLayer } from './layer.ts';
import { sectorSize } from './layout.ts';
import { openTableExtent } from './open-table-extent.ts';
import { readSeSparse } from './se-sparse.ts';

/** An extent of an ESX host that a person picked without its descriptor. */
interface BareExtent {
  readonly variant: 'vmfsSparse' | 'seSparse';
  readonly capacity: number;
  readonly cleanShutdown: 'yes' | 'no';
  /** True when the file itself says that it holds only changes. */
  readonly isChild: boolean;
}

/**
 * Opens a COWD or seSparse extent as a disk of its own. The parent of such a disk is named in its descriptor alone, so one
 * that is a snapshot, by its name or its header, is refused: without its parent it would read as wrong data.
 * Throws `vmdk.bare-delta`, and `vmdk.lone-extent` when its descriptor lies beside it.
 */
export async function openBare(files: ImageFiles, kind: 'cowd' | 'se-sparse', how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  await refuseExtentOf(files);
  const { variant, capacity, cleanShutdown, isChild } = await (kind === 'cowd' ? bareCowd : bareSeSparse)(files, how);
  if (isChild) throw new DiskError('vmdk.bare-delta', { name, descriptor: 'the descriptor that belongs to it' });
  const place = { start: 0, length: capacity * sectorSize, file: 0 };
  const extent = await openTableExtent(place, main, { ...how, name, sharers: 1, hasParent: false });
  const description = { variant, facts: { extents: 1, cleanShutdown } };
  return vmdkLayer([extent], [{ name, role: 'image', content: main }], description);
}

/** ESX names the extents of disk.vmdk disk-delta.vmdk or disk-sesparse.vmdk, and its snapshots disk-000001.vmdk. */
async function refuseExtentOf(files: ImageFiles): Promise<void> {
  const { name } = files;
  const [, stem, kind] = /^(.+)-(delta|sesparse)\.vmdk$/i.exec(name) ?? [];
  if (stem === undefined || kind === undefined) return;
  const descriptor = `${stem}.vmdk`;
  const isSnapshot = kind.toLowerCase() === 'delta' || /-\d{6}$/.test(stem);
  if (isSnapshot) throw new DiskError('vmdk.bare-delta', { name, descriptor });
  if (await isThere(files, descriptor)) throw new DiskError('vmdk.lone-extent', { name, descriptor });
}

async function isThere(files: ImageFiles, name: string): Promise<boolean> {
  try {
    await files.sibling(name);
    return true;
  } catch (thrown) {
    if (toDiskError(thrown).code === 'missing-file') return false;
    throw thrown;
  }
}

async function bareCowd({ main, name }: ImageFiles, how: OpenOptions): Promise<BareExtent> {
  const { header } = await readCowd(main, name, how);
  const { capacity, uncleanShutdown } = header;
  const cleanShutdown = uncleanShutdown === 0 ? 'yes' : 'no';
  return { variant: 'vmfsSparse', capacity, cleanShutdown, isChild: isCowdChild(header) };
}

async function bareSeSparse({ main, name }: ImageFiles, how: OpenOptions): Promise<BareExtent> {
  const { capacity } = await readSeSparse(main, name, how);
  return { variant: 'seSparse', capacity, cleanShutdown: 'yes', isChild: false };
}
