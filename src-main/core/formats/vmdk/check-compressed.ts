import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import { has } from './check-header.ts';
import { PagedBits } from './check-claims.ts';
import type { Located } from './check-entry-problems.ts';
import type { Problem } from './check-problem.ts';
import { trailing } from './check-unused.ts';
import type { Walk } from './check-walk.ts';
import { CompressedGrains, type ExaminedGrain } from './compressed-grains.ts';
import { entrySize, flag, grainDataOffset, sectorSize, type SparseHeader } from './layout.ts';
import { streamItems } from './stream-items.ts';
import { mendFromMarkers, StreamIndex } from './repair-stream.ts';
import type { RepairedFile } from './repair-file.ts';

/** Reads and inflates every compressed grain of an extent: their markers and checksums are the only ones a VMDK has. */
export class CompressedWalk {
  readonly #file: RepairedFile;
  readonly #header: SparseHeader;
  readonly #walk: Walk;
  readonly #grains: CompressedGrains;
  readonly #index: StreamIndex;
  readonly #sectors: PagedBits;
  #stored: Bytes = 0;
  #lastSector = 0;
  #isOrdered = true;
  #end: Bytes = 0;

  constructor(file: RepairedFile, header: SparseHeader, length: Bytes, walk: Walk) {
    const { reader, name } = file;
    const grainBytes = header.grainSize * sectorSize;
    this.#file = file;
    this.#header = header;
    this.#walk = walk;
    this.#grains = new CompressedGrains({ reader, name, grainBytes, length, hasMarkers: has(header, flag.markers) });
    this.#index = new StreamIndex(file, header, this.#grains);
    this.#sectors = new PagedBits(walk.limits.tableBytes);
  }

  /**
   * Problems of the grains that a few tables name, in the order of the disk.
   * @param from the first grain of the first of these tables
   */
  async *problems(found: readonly Located[], from: number): AsyncGenerator<Problem> {
    for (const located of found)
      if (located.isElsewhere) yield this.#misplaced(located, 'nothing of the stream can begin there.');
    const readable = found.filter(({ isElsewhere }) => !isElsewhere);
    let next = 0;
    for await (const outcomes of this.#grains.examine(readable, this.#walk.signal)) {
      for (const outcome of outcomes) {
        const located = readable[next];
        next += 1;
        if (located) yield* this.#judge(outcome, located);
      }
      const last = outcomes.at(-1)?.index ?? from;
      this.#walk.within((last - from) * this.#header.grainSize * sectorSize);
    }
  }

  *#judge(outcome: ExaminedGrain, located: Located): Generator<Problem> {
    const { index, sector } = located;
    if (outcome.problem?.reason === 'vmdk.grain-corrupt') {
      const grainBytes = this.#header.grainSize * sectorSize;
      const problem = String(outcome.problem.facts['problem']);
      const facts = { name: this.#file.name, grain: index, problem, start: index * grainBytes, length: grainBytes };
      yield { code: 'vmdk.grain-corrupt', facts, where: this.#placeOf(sector) };
      return;
    }
    if (outcome.problem) {
      yield this.#misplaced(located, String(outcome.problem.facts['problem'] ?? outcome.problem.message));
      return;
    }
    const size = roundUp(grainDataOffset + outcome.compressed, sectorSize);
    this.#stored += size;
    this.#sectors.add(sector);
    this.#end = Math.max(this.#end, sector * sectorSize + size);
    if (sector < this.#lastSector && this.#isOrdered && has(this.#header, flag.markers)) {
      this.#isOrdered = false;
      yield { code: 'vmdk.stream-order', facts: { name: this.#file.name, grain: index }, where: this.#placeOf(sector) };
    }
    this.#lastSector = sector;
    if (outcome.inflated < this.#header.grainSize * sectorSize) {
      yield { code: 'vmdk.grain-short', facts: { name: this.#file.name, grain: index }, where: this.#placeOf(sector) };
    }
  }

  #misplaced(located: Located, problem: string): Problem {
    const { index, sector, place } = located;
    const mend = mendFromMarkers(this.#file, located, this.#index);
    const facts = { name: this.#file.name, grain: index, sector, problem };
    const where = { file: this.#file.name, start: place.first, length: entrySize };
    const isMendable = has(this.#header, flag.markers) && !located.isInSharedTable;
    return { code: 'vmdk.grain-misplaced', facts, where, ...(isMendable && { mend }) };
  }

  /**
   * Grains that no table knows, and bytes behind the end.
   * @param tables what the tables of the stream take with their markers
   * @param streamEnd the end of the stream where a footer tells it
   */
  async *unused(tables: Bytes, streamEnd: Bytes | undefined): AsyncGenerator<Problem> {
    if (!has(this.#header, flag.markers)) return;
    const area = (streamEnd ?? this.#file.size) - this.#header.overhead * sectorSize;
    // Footer with its marker, and the end: only when there is more than that, the markers are worth a walk.
    const known = this.#stored + (streamEnd === undefined ? sectorSize : tables + 3 * sectorSize);
    if (area > known && this.#sectors.isComplete) {
      const unused = await this.#unknownGrains();
      const where = { file: this.#file.name, start: 0, length: this.#file.size };
      if (unused > 0) yield { code: 'vmdk.unused-grains', facts: { name: this.#file.name, unused }, where };
    }
    if (streamEnd !== undefined && this.#file.size > streamEnd) yield trailing(this.#file, streamEnd);
  }

  async #unknownGrains(): Promise<Bytes> {
    let unused = 0;
    for await (const item of streamItems(this.#file.reader, this.#header, this.#walk.signal)) {
      if (item.kind === 'grain' && !this.#sectors.has(item.sector)) unused += item.end - item.sector * sectorSize;
    }
    return unused;
  }

  #placeOf(sector: number) {
    const start = sector * sectorSize;
    return {
      file: this.#file.name,
      start,
      length: Math.min(this.#header.grainSize * sectorSize, this.#file.size - start),
    };
  }
}
