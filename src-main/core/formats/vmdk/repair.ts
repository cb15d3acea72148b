import { findingRows } from '#shared/text/findings/index.ts';
import type { ImageFiles, RepairOptions } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { imageProblems } from './check-image.ts';
import { Walk } from './check-walk.ts';

/**
 * Proposes what mends an image: finds the same as the check, and asks each problem of a wanted kind for its patches. The order
 * is that of the walk, in which nothing depends on what comes later.
 */
export async function* repair(files: ImageFiles, how: RepairOptions): AsyncGenerator<Patch> {
  const unsound = new Set<string>();
  for await (const problem of imageProblems(files, new Walk(how.limits, how.watch))) {
    const { code, mend, where, onlyWhenSound } = problem;
    let isMended = false;
    if (mend && how.codes.has(code) && !(onlyWhenSound && unsound.has(where.file))) {
      for await (const patch of mend(how)) {
        isMended = true;
        yield patch;
      }
    }
    const { severity } = findingRows[code];
    if (!isMended && (severity === 'damage' || severity === 'fatal')) unsound.add(where.file);
  }
}
