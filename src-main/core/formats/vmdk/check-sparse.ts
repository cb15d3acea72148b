import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { has } from './check-header.ts';
import { directoryProblems, type Directories } from './check-directories.ts';
import type { EntryRules } from './check-entry.ts';
import { GrainWalk } from './check-grains.ts';
import type { Problem } from './check-problem.ts';
import { problemOf } from './check-refusals.ts';
import { CompressedWalk } from './check-compressed.ts';
import { streamEndProblems } from './check-stream-end.ts';
import { tableState } from './check-table-places.ts';
import { unusedGrains } from './check-unused.ts';
import type { Walk } from './check-walk.ts';
import { entrySize, flag, sectorSize, type SparseHeader } from './layout.ts';
import { readFirstSector } from './read-header.ts';
import { mendTable } from './repair-directory.ts';
import type { RepairedFile } from './repair-file.ts';

/** A sparse extent that is to be checked. */
export interface SparsePart {
  readonly file: RepairedFile;
  /** Its first sector, where it was read already. */
  readonly head?: Uint8Array;
  /** What its line promises of the disk. */
  readonly length: Bytes;
  /** Sets the line to another length; absent where that would move what follows. */
  readonly mendLine?: (sectors: number) => Problem['mend'];
}

/** Checks a hosted sparse extent: header, directories, tables, and what compressed grains hold. Throws I/O errors only. */
export async function* sparseProblems(part: SparsePart, walk: Walk): AsyncGenerator<Problem> {
  const { file } = part;
  let damaged = false;
  try {
    for await (const problem of partProblems(part, walk)) {
      const { severity } = findingRows[problem.code];
      // What no table refers to may be what damaged tables referred to: it is neither unused nor to be cut off.
      if (damaged && severity === 'waste') continue;
      damaged ||= severity === 'damage' || severity === 'fatal';
      yield problem;
    }
  } catch (thrown) {
    yield problemOf(thrown, file);
  }
}

async function* partProblems(part: SparsePart, walk: Walk): AsyncGenerator<Problem> {
  const { file, head } = part;
  const { header, bytes } = await readFirstSector(file.reader, file.name, { ...walk.open, ...(head && { head }) });
  file.knowHeader(bytes);
  yield* sizeProblems(part, header);
  const end = header.directory === null ? yield* streamEndProblems(file, header, walk) : undefined;
  if (header.directory === null && !end) return;
  const directories = yield* directoryProblems(file, header, end ? end.directory : header.directory, walk);
  if (!directories) return;
  yield* tablePlaceProblems(file, header, directories);
  const grains = yield* contentProblems(part, header, { ...directories, streamEnd: end?.end }, walk);
  yield* surplusProblems(part, header, grains);
  if (header.version === 2 || has(header, flag.zeroedGrains)) {
    const problem = header.version === 2 ? 'has header version 2' : 'marks grains as zeros in its tables';
    yield { code: 'vmdk.interoperability', facts: { name: file.name, problem }, where: headerPlace(file) };
  }
  if (header.uncleanShutdown === 0) return;
  yield {
    code: 'vmdk.unclean',
    facts: { name: file.name },
    where: headerPlace(file),
    onlyWhenSound: true,
    mend: () => [file.header({ uncleanShutdown: 0 }, 'vmdk.unclean')],
  };
}

function* sizeProblems({ file, length, mendLine }: SparsePart, header: SparseHeader): Generator<Problem> {
  const held = roundUp(header.capacity, header.grainSize) * sectorSize;
  const facts = { name: file.name, line: length, capacity: header.capacity * sectorSize };
  const where = headerPlace(file);
  if (length > held) {
    const mend = mendLine?.(header.capacity);
    yield { code: 'vmdk.extent-size', facts, where, ...(mend && { mend }) };
  }
}

/**
 * A header that holds more of the disk than its line. Where nothing is stored there, the line is right: an interrupted resize
 * leaves that behind.
 */
function* surplusProblems({ file, length }: SparsePart, header: SparseHeader, grains: GrainWalk): Generator<Problem> {
  const surplus = header.capacity * sectorSize - length;
  // VirtualBox rounds the capacity up, to a grain or to 64 KiB.
  if (surplus < Math.max(header.grainSize, 128) * sectorSize) return;
  const code = 'vmdk.extent-smaller';
  const facts = { name: file.name, line: length, capacity: header.capacity * sectorSize };
  const isEmpty = grains.highest < Math.ceil(length / sectorSize / header.grainSize);
  const mend = () => [file.header({ capacity: length / sectorSize }, code)];
  yield { code, facts, where: headerPlace(file), ...(isEmpty && header.directory !== null && { mend }) };
}

/** What is wrong with the places of tables, in either directory. */
function* tablePlaceProblems(file: RepairedFile, header: SparseHeader, directories: Directories): Generator<Problem> {
  const { first, second, shape, metadata } = directories;
  const coverage = header.tableLength * header.grainSize * sectorSize;
  const { absent, good, outside, shared } = tableState;
  for (let table = 0; table < shape.count; table += 1) {
    const one = first?.states[table] ?? absent;
    const other = second?.states[table] ?? absent;
    if ((one === good && (other === good || !second)) || (one === absent && other === absent)) continue;
    const problem = (code: Problem['code'], lost: typeof first, kept: typeof first): Problem => {
      const facts = {
        name: file.name,
        table,
        sector: lost?.entries[table] ?? 0,
        start: table * coverage,
        length: coverage,
      };
      const at = ((lost ?? kept)?.sector ?? 0) * sectorSize + table * entrySize;
      const where = { file: file.name, start: at, length: entrySize };
      if (!lost || kept?.states[table] !== good) return { code, facts, where };
      const entries = {
        table,
        directory: lost.sector,
        entry: facts.sector,
        good: kept.entries[table] ?? 0,
        taken: metadata,
      };
      return { code, facts, where, mend: () => mendTable(file, shape, entries, code) };
    };
    if (one === shared) yield problem('vmdk.table-shared', first, second);
    else if (first && one === outside)
      yield problem(other === good ? 'vmdk.table-lost' : 'vmdk.table-outside', first, second);
    else if (first && one === absent && other === good) yield problem('vmdk.table-only-second', first, second);
    if (other === outside || other === shared || (second && other === absent && one === good)) {
      if (one !== outside || !first)
        yield problem(first ? 'vmdk.second-table-lost' : 'vmdk.table-outside', second, first);
    }
  }
}

async function* contentProblems(
  { file, length }: SparsePart,
  header: SparseHeader,
  directories: Directories & { readonly streamEnd: Bytes | undefined },
  walk: Walk,
): AsyncGenerator<Problem, GrainWalk> {
  walk.total += Math.ceil(Math.min(header.capacity, length / sectorSize) / header.grainSize);
  const rules: EntryRules = {
    fileSize: file.size,
    grainSectors: header.grainSize,
    length: Math.min(length, header.capacity * sectorSize),
    compressed: has(header, flag.compressed),
    zeroedAllowed: has(header, flag.zeroedGrains),
    metadata: directories.metadata,
  };
  const grains = new GrainWalk(file, header, directories, rules, walk);
  const compressed = new CompressedWalk(file, header, rules.length, walk);
  yield* grains.problems((found, from) => compressed.problems(found, from));
  if (rules.compressed) {
    yield* compressed.unused(tablesOf(directories), directories.streamEnd);
    return grains;
  }
  if (!grains.claims.isComplete) {
    yield { code: 'vmdk.too-scattered', facts: { name: file.name }, where: headerPlace(file) };
    return grains;
  }
  yield* unusedGrains(file, header, directories, grains);
  return grains;
}

/** The tables that a stream stores, each behind a marker. */
function tablesOf({ first, shape }: Directories): Bytes {
  const count = first?.states.reduce((sum, state) => sum + (state === tableState.absent ? 0 : 1), 0) ?? 0;
  return (count * (1 + shape.tableSectors) + 1 + shape.directorySectors) * sectorSize;
}

function headerPlace(file: RepairedFile) {
  return { file: file.name, start: 0, length: sectorSize };
}
