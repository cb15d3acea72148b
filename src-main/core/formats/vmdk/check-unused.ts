import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { Directories } from './check-directories.ts';
import type { GrainWalk } from './check-grains.ts';
import type { Problem } from './check-problem.ts';
import { sectorSize, type SparseHeader } from './layout.ts';
import type { RepairedFile } from './repair-file.ts';

/** Room for whole grains that nothing uses, and bytes behind the last used one. */
export function* unusedGrains(
  file: RepairedFile,
  header: SparseHeader,
  { metadata }: Directories,
  grains: GrainWalk,
): Generator<Problem> {
  const { phase } = grains.claims;
  const { grainSize, overhead } = header;
  // Space before the first grain aligns it, or is what a program left free there, or what larger tables have left.
  const first = phase + roundUp(Math.max(0, overhead - phase), grainSize);
  const slots = Math.ceil(Math.max(0, Math.ceil(grains.end / sectorSize) - first) / grainSize);
  const unused = slots - grains.claims.taken - metadata.slots(grainSize, first);
  const where = { file: file.name, start: 0, length: file.size };
  if (unused > 0) {
    const bytes = unused * grainSize * sectorSize;
    yield { code: 'vmdk.unused-grains', facts: { name: file.name, unused: bytes }, where };
  }
  // Room up to a whole grain is the rest of the last one, or aligns the first.
  const end = Math.max(roundUp(grains.end, grainSize * sectorSize), grains.wholeEnd, overhead * sectorSize);
  if (file.size > end) yield trailing(file, end);
}

/** Bytes at the end that nobody uses. Cut off only when nothing else was appended there by then. */
export function trailing(file: RepairedFile, end: Bytes): Problem {
  const code = 'vmdk.trailing-bytes';
  return {
    code,
    facts: { name: file.name, unused: file.size - end },
    where: { file: file.name, start: end, length: file.size - end },
    mend: () => (file.end === file.size ? [file.resize(end, code)] : []),
  };
}
