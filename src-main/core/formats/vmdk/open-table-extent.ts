import { assertNever, DiskError } from '#shared/errors.ts';
import type { Reader } from '../../io/reader.ts';
import { isCowdChild, readCowd } from './cowd.ts';
import { openGrainTables, type TableOptions } from './grain-tables.ts';
import { sectorSize } from './layout.ts';
import { openSparseExtent, requireRoom } from './open-sparse.ts';
import { kindOf } from './probe.ts';
import { readHeader } from './read-header.ts';
import { asHosted, openSeSparseTables, readSeSparse, seSparseEntries } from './se-sparse.ts';
import { SparseExtent } from './sparse-extent.ts';
import type { ExtentPlace } from './vmdk-extent.ts';

/** What else is known of an extent. */
export interface ExtentOptions extends TableOptions {
  /** Whether the descriptor names a parent, which shows in the holes. Absent when holes are only looked at, not read. */
  readonly hasParent?: boolean;
}

/**
 * Opens an extent that is found through tables. The first bytes of its file tell the kind, whatever its line calls it:
 * ESX hosts copy lines from one type of disk to another. Throws what its kind throws, `vmdk.extent-size`, and
 * `chain.contradictory` for a child that would be read without its parent.
 */
export async function openTableExtent(
  place: ExtentPlace,
  reader: Reader,
  options: ExtentOptions,
): Promise<SparseExtent> {
  const { name } = options;
  const head = await firstSector(reader);
  const kind = kindOf(head);
  switch (kind) {
    case 'cowd': {
      const { source, header } = await readCowd(reader, name, options);
      if (isCowdChild(header) && options.hasParent === false) {
        const problem = 'its header says that it holds only changes, but no descriptor names what it builds upon';
        throw new DiskError('chain.contradictory', { name, problem });
      }
      requireRoom(place, source.header, name);
      const tables = await openGrainTables(reader, source, options);
      return new SparseExtent(place, { reader, name, header: source.header, tables }, options);
    }
    case 'se-sparse': {
      const own = await readSeSparse(reader, name, options);
      const header = asHosted(own);
      requireRoom(place, header, name);
      const tables = await openSeSparseTables(reader, own, options);
      return new SparseExtent(place, { reader, name, header, tables, entries: seSparseEntries(own) }, options);
    }
    case 'unfinished':
      throw new DiskError('vmdk.unfinished', { name });
    // The hosted kind says best what is wrong with a file that is no extent.
    case 'sparse':
    case 'descriptor':
    case 'unknown':
      return openSparseExtent(place, reader, await readHeader(reader, name, { ...options, head }), options);
    default:
      return assertNever(kind);
  }
}

/** The first sector of a file, or all of a shorter one. */
export async function firstSector(reader: Reader): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(reader.size, sectorSize));
  await reader.read(0, head);
  return head;
}
