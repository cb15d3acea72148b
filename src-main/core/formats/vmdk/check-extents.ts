import type { Bytes } from '#shared/model/bytes.ts';
import type { Problem } from './check-problem.ts';
import type { ExtentLine } from './descriptor.ts';
import { sectorSize } from './layout.ts';
import type { RepairedFile } from './repair-file.ts';

/** What lines use of a file that holds bytes as they are, against what there is. The last sector may be cut off. */
export function* flatProblems(file: RepairedFile, needed: Bytes): Generator<Problem> {
  const { name, size } = file;
  if (needed - size >= sectorSize) {
    const code = 'vmdk.extent-short';
    const where = { file: name, start: size, length: 0 };
    yield { code, facts: { name, size, needed }, where, mend: () => [file.resize(needed, code)] };
  }
  if (size > needed) {
    const code = 'vmdk.extent-long';
    const where = { file: name, start: needed, length: size - needed };
    yield { code, facts: { name, unused: size - needed }, where, mend: () => [file.resize(needed, code)] };
  }
}

/**
 * Lines that share sectors of a file; a sparse file serves one line only.
 * @param keyOf the same for all names of one file
 */
export function* reusedExtents(
  descriptor: RepairedFile,
  lines: readonly ExtentLine[],
  keyOf: (fileName: string) => string,
): Generator<Problem> {
  const ranges = lines.flatMap((line) => {
    if (!holdsData(line) || line.fileName === undefined) return [];
    const range = isFlat(line) ? { start: line.offset, end: line.offset + line.sectors } : { start: 0, end: Infinity };
    return [{ extent: line.fileName, key: keyOf(line.fileName), ...range }];
  });
  ranges.sort((a, b) => compare(a.key, b.key) || a.start - b.start);
  for (const [i, range] of ranges.entries()) {
    const before = ranges[i - 1];
    if (before?.key !== range.key || range.start >= before.end) continue;
    const where = { file: descriptor.name, start: 0, length: descriptor.size };
    yield { code: 'vmdk.extent-reused', facts: { name: descriptor.name, extent: range.extent }, where };
  }
}

/** What a set of such extents is called. */
export function typeOf(lines: readonly ExtentLine[]): string {
  if (lines.every(({ type }) => type === 'FLAT')) return lines.length === 1 ? 'monolithicFlat' : 'twoGbMaxExtentFlat';
  if (lines.every(({ type }) => type === 'VMFS')) return 'vmfs';
  return lines.every(({ type }) => type === 'SPARSE') ? 'twoGbMaxExtentSparse' : 'custom';
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function isFlat({ type }: ExtentLine): boolean {
  return type === 'FLAT' || type === 'VMFS';
}

export function holdsData({ type, access }: ExtentLine): boolean {
  return type !== 'ZERO' && access !== 'NOACCESS';
}
