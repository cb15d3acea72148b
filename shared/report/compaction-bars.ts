import type { Bytes } from '../model/bytes.ts';
import type { CompactResult } from '../model/compact.ts';

/** Why space is given back. */
const causes = ['guestFree', 'zero', 'sameAsParent', 'discarded', 'orphaned'] as const;
export type Cause = (typeof causes)[number];

/** A part of what is given back. */
export interface CompactionPart {
  readonly cause: Cause;
  /** Bytes of the disk or, for what nothing refers to, of the file. */
  readonly bytes: Bytes;
  /** Its share of the size before. */
  readonly share: Bytes;
}

/** A compaction as two bars. */
export interface CompactionBars {
  readonly before: Bytes;
  readonly after: Bytes;
  /** True where the files keep their length, and the bars show what they take on the host's disk. */
  readonly keepsLength: boolean;
  readonly parts: readonly CompactionPart[];
}

/**
 * The sizes to compare, and what makes their difference. Causes count bytes of the disk and sizes those of files, so the causes
 * share the difference in their proportion: the bar is true in its ends, the legend in its numbers.
 */
export function barsOf(result: CompactResult): CompactionBars {
  const keepsLength = result.after.fileSize === result.before.fileSize;
  const measure = keepsLength ? 'allocatedSize' : 'fileSize';
  const before = result.before[measure];
  const after = result.after[measure];
  const present = causes.map((cause) => ({ cause, bytes: result[`${cause}Bytes`] })).filter(({ bytes }) => bytes > 0);
  const sum = present.reduce((total, { bytes }) => total + bytes, 0);
  // A new image of another kind may well be larger.
  const given = Math.max(0, before - after);
  return { before, after, keepsLength, parts: present.map((part) => ({ ...part, share: given * (part.bytes / sum) })) };
}
