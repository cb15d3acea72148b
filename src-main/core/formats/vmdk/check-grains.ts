import type { Bytes } from '#shared/model/bytes.ts';
import { viewOf } from '../../layout/struct.ts';
import { GrainClaims } from './check-claims.ts';
import type { Directories } from './check-directories.ts';
import { isSound, judgePair, neededBytes, stateOf, type EntryRules, type EntryState } from './check-entry.ts';
import { EntryProblems, type Located } from './check-entry-problems.ts';
import type { Problem } from './check-problem.ts';
import { tableState } from './check-table-places.ts';
import { tablePairs, type TablePair } from './check-table-walk.ts';
import type { Walk } from './check-walk.ts';
import { absent, entrySize, sectorSize, type SparseHeader } from './layout.ts';
import type { RepairedFile } from './repair-file.ts';

/** What the tables of an extent say, judged entry by entry. */
export class GrainWalk {
  readonly claims: GrainClaims;
  /** The number of the last grain that is stored; -1 without any. */
  highest = -1;
  /** The first byte behind everything that a table of either copy names. */
  end: Bytes;
  /** The same where grains count in full, also those of which the disk needs less. */
  wholeEnd: Bytes;
  readonly #file: RepairedFile;
  readonly #header: SparseHeader;
  readonly #directories: Directories;
  readonly #rules: EntryRules;
  readonly #walk: Walk;
  readonly #words: EntryProblems;
  /** Entries that fit into the sectors of a table; usually all of them are used. */
  readonly #slots: number;
  #owners: Promise<GrainClaims> | undefined;

  constructor(file: RepairedFile, header: SparseHeader, directories: Directories, rules: EntryRules, walk: Walk) {
    this.#file = file;
    this.#header = header;
    this.#directories = directories;
    this.#rules = rules;
    this.#walk = walk;
    this.#words = new EntryProblems(file, header, rules);
    this.#slots = (directories.shape.tableSectors * sectorSize) / entrySize;
    this.claims = this.#newClaims();
    this.end = directories.metadata.end * sectorSize;
    this.wholeEnd = this.end;
  }

  /**
   * Problems of the entries. Compressed grains that entries name are given to `examine`, in the order of the disk, with the
   * number of the grain from which on they were looked for.
   */
  async *problems(
    examine: (grains: readonly Located[], from: number) => AsyncIterable<Problem>,
  ): AsyncGenerator<Problem> {
    const { tableLength, grainSize } = this.#header;
    for await (const pair of tablePairs(this.#file.reader, this.#directories, this.#walk.signal)) {
      const found: Located[] = [];
      if (pair.entries) yield* this.#judge(pair, found);
      if (found.length > 0) yield* examine(found, pair.table * tableLength);
      this.#walk.step(pair.count * tableLength * grainSize * sectorSize);
    }
  }

  async *#judge(pair: TablePair, found: Located[]): AsyncGenerator<Problem> {
    const { problems, differing } = this.#scan(pair, found);
    yield* problems;
    for (const located of differing) yield* this.#judgeDiffering(located, found);
    found.sort((a, b) => a.index - b.index);
  }

  /** One pass over all entries, since a full disk has millions; what needs more thought is collected. */
  #scan(pair: TablePair, found: Located[]): { problems: readonly Problem[]; differing: readonly Located[] } {
    const { entries, second } = pair;
    const problems: Problem[] = [];
    const differing: Located[] = [];
    if (!entries) return { problems, differing };
    const firsts = viewOf(entries.bytes);
    const seconds = second ? viewOf(second.bytes) : firsts;
    const { tableLength, capacity, grainSize } = this.#header;
    const grains = Math.ceil(capacity / grainSize);
    for (let table = 0; table < pair.count; table += 1) {
      const shared = this.#isShared(pair.table + table) && { isInSharedTable: true as const };
      for (let i = 0; i < tableLength; i += 1) {
        const at = (table * this.#slots + i) * entrySize;
        const sector = firsts.getUint32(at, true);
        const other = seconds.getUint32(at, true);
        if (sector === absent && other === absent) continue;
        const index = (pair.table + table) * tableLength + i;
        if (sector === other && index < grains && this.#isUsual(sector, index)) continue;
        const place = { first: entries.at + at, ...(pair.hasSecond && { second: pair.secondAt + at }) };
        const located: Located = { index, sector, other, place, ...shared };
        if (index >= grains) problems.push(this.#words.pastEnd(located));
        else if (sector !== other) differing.push(located);
        else problems.push(...this.#take(located, stateOf(sector, index, this.#rules), found));
      }
    }
    return { problems, differing };
  }

  /** Whether a table lies on another one, of either directory. */
  #isShared(table: number): boolean {
    const { first, second, beset } = this.#directories;
    return beset.has(table) || [first, second].some((directory) => directory?.states[table] === tableState.shared);
  }

  async *#judgeDiffering(located: Located, found: Located[]): AsyncGenerator<Problem> {
    const { index, sector, other } = located;
    const first = stateOf(sector, index, this.#rules);
    const second = stateOf(other, index, this.#rules);
    const isFree = second === 'data' && !(await this.#ownersOfFirst()).isTaken(other);
    if (isFree) this.#reach(other, index);
    const verdict = judgePair(first, second, this.#rules.compressed || isFree);
    yield* this.#words.ofPair(verdict, located);
    if (verdict === 'first-missing') return;
    if (verdict === 'first-spoiled') yield* this.#take({ ...located, sector: other }, 'data', found);
    else yield* this.#take(located, first, found);
  }

  /** Counts an entry that both copies agree on, or tells what is wrong with it. */
  #take(located: Located, state: EntryState, found: Located[]): readonly Problem[] {
    const { index, sector } = located;
    if (state === 'data') {
      this.#walk.allocated += 1;
      this.#reach(sector, index);
      if (!this.#rules.compressed) return this.#claim(located);
      found.push(located);
      return [];
    }
    if (isSound(state)) return [];
    if (!this.#rules.compressed || state === 'zeroed-without-flag') return [this.#words.ofState(state, located)];
    // The markers of a stream may know a better place.
    found.push({ ...located, isElsewhere: true });
    return [];
  }

  /** Takes a grain that has nothing odd about it, which is nearly every one, without making anything in memory of it. */
  #isUsual(sector: number, index: number): boolean {
    if (this.#rules.compressed || stateOf(sector, index, this.#rules) !== 'data') return false;
    if (!this.claims.takeSlot(sector)) return false;
    this.#walk.allocated += 1;
    this.#reach(sector, index);
    return true;
  }

  #claim(located: Located): readonly Problem[] {
    const { sector } = located;
    const isAligned = this.claims.isAligned(sector);
    const isFree = this.claims.claim(sector);
    return [
      ...(isAligned ? [] : [this.#words.misaligned(located)]),
      ...(isFree ? [] : [this.#words.usedTwice(located)]),
    ];
  }

  #reach(sector: number, grain: number): void {
    const length = this.#rules.compressed ? sectorSize : neededBytes(grain, this.#rules);
    this.end = Math.max(this.end, sector * sectorSize + length);
    this.wholeEnd = Math.max(this.wholeEnd, this.end, (sector + this.#rules.grainSectors) * sectorSize);
    this.highest = Math.max(this.highest, grain);
  }

  /** The places that the first copy alone gives to grains. Found when copies differ, which a healthy image never needs. */
  #ownersOfFirst(): Promise<GrainClaims> {
    this.#owners ??= this.#findOwners();
    return this.#owners;
  }

  async #findOwners(): Promise<GrainClaims> {
    const owners = this.#newClaims();
    for await (const { entries, count, table } of tablePairs(this.#file.reader, this.#directories, this.#walk.signal)) {
      if (!entries) continue;
      const view = viewOf(entries.bytes);
      for (let i = 0; i < count * this.#slots; i += 1) {
        const sector = view.getUint32(i * entrySize, true);
        const grain = (table + Math.floor(i / this.#slots)) * this.#header.tableLength + (i % this.#slots);
        if (stateOf(sector, grain, this.#rules) === 'data') owners.claim(sector);
      }
    }
    return owners;
  }

  #newClaims(): GrainClaims {
    return new GrainClaims(this.#header.grainSize, this.#header.overhead, this.#walk.limits.tableBytes);
  }
}
