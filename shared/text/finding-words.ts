import type { Finding } from '../model/finding.ts';
import { fill } from './fill.ts';
import { findingRows, type FindingCode, type FindingRow } from './findings/index.ts';

/** A finding in words. */
export interface FindingWords {
  /** What is true of the image. */
  readonly says: string;
  /** What that means for the data. */
  readonly means: string;
  /** What a repair does; absent where none can do anything. */
  readonly does?: string;
  /** What a person can do. */
  readonly advice?: string;
}

/** Puts a finding into words; one of a newer version shows its code. */
export function findingInWords({ code, facts }: Finding): FindingWords {
  const row: FindingRow | undefined = Object.hasOwn(findingRows, code) ? findingRows[code as FindingCode] : undefined;
  if (!row) return { says: code, means: '' };
  const { says, means, fix, advice } = row;
  return {
    says: fill(says, facts),
    means: fill(means, facts),
    ...(fix ? { does: fill(fix.does, facts) } : {}),
    ...(advice === undefined ? {} : { advice: fill(advice, facts) }),
  };
}
