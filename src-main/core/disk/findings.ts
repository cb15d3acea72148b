import type { Facts } from '#shared/model/facts.ts';
import type { FilePlace, Finding } from '#shared/model/finding.ts';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';

/** A hostile image can have a fault in every entry of its tables; nobody reads more than the first of them. */
const mostOfAKind = 1000;

/** Collects what a check finds, in bounded memory: of each kind the first thousand in full, and the number of all. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();

  /** `facts` fill the sentences of the code's row in shared/text/findings. */
  add(code: FindingCode, facts: Facts, where?: FilePlace): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > mostOfAKind) return;
    const { severity, fix } = findingRows[code];
    this.#kept.push({
      code,
      severity,
      facts,
      ...(where ? { where } : {}),
      ...(fix ? { fix: { loss: fix.loss } } : {}),
    });
  }

  /** Those that were kept, in the order in which they were found. */
  get all(): readonly Finding[] {
    return this.#kept;
  }

  /** How often each kind was found, kept or not. */
  get counts(): ReadonlyMap<FindingCode, number> {
    return this.#counts;
  }
}
