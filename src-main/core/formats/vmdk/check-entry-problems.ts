import { neededBytes, type EntryRules, type EntryState, type PairVerdict } from './check-entry.ts';
import type { Mend, Problem, VmdkCode } from './check-problem.ts';
import { entrySize, flag, sectorSize, type SparseHeader } from './layout.ts';
import { mendByOwnPlace, mendEntry, type EntryPlace } from './repair-entry.ts';
import type { RepairedFile } from './repair-file.ts';
import type { StoredGrain } from './stored-grain.ts';

/** An entry: the grain, what both copies say, and where they lie. */
export interface Located extends StoredGrain, EntryPlace {
  /** True for a compressed grain whose entry leads nowhere. */
  readonly isElsewhere?: true;
  /** True for an entry that two tables share, since they lie on each other. */
  readonly isInSharedTable?: true;
}

const cleared = { first: 0, second: 0 } as const;

/** Puts what is wrong with entries of one extent into words, with what mends it. */
export class EntryProblems {
  readonly #file: RepairedFile;
  readonly #header: SparseHeader;
  readonly #rules: EntryRules;

  constructor(file: RepairedFile, header: SparseHeader, rules: EntryRules) {
    this.#file = file;
    this.#header = header;
    this.#rules = rules;
  }

  /** Two copies that differ; nothing for copies that are both wrong, which their own state tells. */
  ofPair(verdict: PairVerdict, located: Located): readonly Problem[] {
    const { sector, other } = located;
    switch (verdict) {
      case 'second-stale':
        return [this.#problem('vmdk.second-entry-stale', located, this.#setting({ second: sector }))];
      case 'differ':
        return [this.#problem('vmdk.entries-differ', located, this.#setting({ second: sector }))];
      case 'first-missing':
        return [this.#problem('vmdk.first-entry-missing', located, this.#setting({ first: other }))];
      case 'first-spoiled':
        return [this.#problem('vmdk.first-entry-spoiled', located, this.#setting({ first: other }))];
      case 'both-wrong':
        return [];
    }
  }

  /** An entry that no reader can follow. */
  ofState(state: EntryState, located: Located): Problem {
    if (state === 'zeroed-without-flag') return this.#zeroed(located);
    if (state === 'cut') return this.#cut(located);
    const code = state === 'metadata' ? 'vmdk.grain-in-metadata' : 'vmdk.grain-outside';
    return this.#problem(code, located, this.#setting(cleared));
  }

  pastEnd(located: Located): Problem {
    return this.#problem('vmdk.grain-past-end', located, this.#setting(cleared));
  }

  misaligned(located: Located): Problem {
    return this.#problem('vmdk.grain-misaligned', located);
  }

  usedTwice(located: Located): Problem {
    const bytes = this.#header.grainSize * sectorSize;
    return this.#problem(
      'vmdk.grain-used-twice',
      located,
      (code) => () => mendByOwnPlace(this.#file, located, bytes, code),
    );
  }

  #zeroed(located: Located): Problem {
    const flags = (this.#header.flags | flag.zeroedGrains) >>> 0;
    // The flag is for all of them: once is enough.
    return this.#problem(
      'vmdk.zeroed-without-flag',
      located,
      (code) => () => (this.#file.headerHas({ flags }) ? [] : [this.#file.header({ flags }, code)]),
    );
  }

  #cut(located: Located): Problem {
    const end = located.sector * sectorSize + neededBytes(located.index, this.#rules);
    return this.#problem(
      'vmdk.grain-cut',
      located,
      (code) => () => (this.#file.end < end ? [this.#file.resize(end, code)] : []),
    );
  }

  /** Sets copies of the entry. */
  #setting(to: { readonly first?: number; readonly second?: number }) {
    return (code: VmdkCode, located: Located): Mend =>
      () =>
        mendEntry(this.#file, located, to, code);
  }

  #problem(code: VmdkCode, located: Located, mend?: (code: VmdkCode, located: Located) => Mend): Problem {
    const { index, sector, other, place } = located;
    return {
      code,
      facts: { name: this.#file.name, grain: index, sector, second: other },
      where: { file: this.#file.name, start: place.first, length: entrySize },
      // What is right for one of two tables that lie on each other is wrong for the other one.
      ...(mend && !located.isInSharedTable && { mend: mend(code, located) }),
    };
  }
}
