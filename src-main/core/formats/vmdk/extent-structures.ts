import type { Structure } from '#shared/model/structure.ts';
import type { DescribeOptions } from '../../disk/format.ts';
import { describeStructure, valueIn, type DescribedFile } from '../../layout/describe-structure.ts';
import { markOf, oneOf, placeIn, sizeIn } from '../../layout/meanings.ts';
import { viewOf } from '../../layout/struct.ts';
import { cowdHeader } from './cowd.ts';
import { magic, sectorSize } from './layout.ts';
import { seSparse, seSparseHeader, seSparseVolatileHeader } from './se-sparse-layout.ts';
import { describeSparse } from './sparse-structures.ts';

const sectors = sizeIn(sectorSize);
const sector = placeIn(sectorSize);

/**
 * The structures of a file with grains, of the kind that its first bytes show; of a hosted one where they show nothing. Returns
 * what `describeSparse` returns.
 */
export async function* describeExtentFile(
  file: DescribedFile,
  how: DescribeOptions,
): AsyncGenerator<Structure, string> {
  switch (await firstNumber(file, how.signal)) {
    case magic.cowd:
      yield* describeCowd(file, how.signal);
      return '';
    case magic.seSparse:
      yield* describeSeSparse(file, how.signal);
      return '';
    default:
      return yield* describeSparse(file, how);
  }
}

async function firstNumber({ content }: DescribedFile, signal: AbortSignal): Promise<number> {
  const bytes = new Uint8Array(4);
  if (content.size < bytes.length) return 0;
  try {
    await content.read(0, bytes, signal);
  } catch {
    signal.throwIfAborted();
  }
  return viewOf(bytes).getUint32(0, true);
}

async function* describeCowd(file: DescribedFile, signal: AbortSignal): AsyncGenerator<Structure> {
  yield await describeStructure(cowdHeader, { file, start: 0, title: 'vmdk.cowd-header' }, signal, {
    magic: markOf(magic.cowd),
    capacity: sectors,
    grainSize: sectors,
    directory: sector,
    freeSector: sector,
    uncleanShutdown: oneOf({ clean: 0, unclean: 1 }),
  });
}

async function* describeSeSparse(file: DescribedFile, signal: AbortSignal): AsyncGenerator<Structure> {
  const header = await describeStructure(seSparseHeader, { file, start: 0, title: 'vmdk.se-sparse-header' }, signal, {
    magic: markOf(seSparse.magic),
    version: (value) => ({
      kind: 'version',
      version: `${String(Math.floor(value / 2 ** 32))}.${String(value % 2 ** 32)}`,
    }),
    capacity: sectors,
    grainSize: sectors,
    tableSectors: sectors,
    volatileHeader: sector,
    volatileHeaderSize: sectors,
    journalHeader: sector,
    journalHeaderSize: sectors,
    journal: sector,
    journalSize: sectors,
    directory: sector,
    directorySize: sectors,
    tables: sector,
    tablesSize: sectors,
    freeBitmap: sector,
    freeBitmapSize: sectors,
    backMap: sector,
    backMapSize: sectors,
    grains: sector,
    grainsSize: sectors,
  });
  yield header;
  const start = valueIn(seSparseHeader, header, 'volatileHeader');
  if (start === undefined) return;
  const place = { file, start: start * sectorSize, title: 'vmdk.se-sparse-volatile-header' } as const;
  yield await describeStructure(seSparseVolatileHeader, place, signal, {
    magic: markOf(seSparse.volatileMagic),
    replayJournal: oneOf({ no: 0, yes: 1 }),
  });
}
