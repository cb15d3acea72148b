import type { ImageFiles } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { holdsData, isFlat } from './check-extents.ts';
import type { ExtentLine } from './descriptor.ts';
import { firstSector } from './open-table-extent.ts';

/** A line of a descriptor, with what was begun for it before its turn; both are absent where it needs no file. */
export interface ComingExtent {
  readonly line: ExtentLine;
  readonly reader?: Promise<Reader>;
  /** The first sector; absent for flat extents as well. */
  readonly head?: Promise<Uint8Array>;
}

/** Files that are opened before their turn. */
const filesAhead = 16;

/**
 * The extents in the order of their lines. The next ones are looked up, opened and begun to be read meanwhile: for a disk of hundreds
 * of files, the waiting for one after the other is most of a check. Whatever happens, nothing is under way any more when this ends.
 */
export async function* comingExtents(files: ImageFiles, lines: readonly ExtentLine[]): AsyncGenerator<ComingExtent> {
  const begun: ComingExtent[] = [];
  try {
    for (const [index] of lines.entries()) {
      const wanted = lines.slice(index + begun.length, index + filesAhead);
      begun.push(...wanted.map((line) => begin(files, line)));
      const next = begun[0];
      if (next) yield next;
      begun.shift();
    }
  } finally {
    // The first sector is the last thing that is waited for.
    await Promise.allSettled(begun.flatMap(({ reader, head }) => head ?? reader ?? []));
  }
}

function begin(files: ImageFiles, line: ExtentLine): ComingExtent {
  const { fileName } = line;
  if (fileName === undefined || !holdsData(line)) return { line };
  const reader = files.sibling(fileName);
  const head = isFlat(line) ? undefined : reader.then(firstSector);
  // Who takes its turn hears of what fails; after an end before that, nobody does.
  for (const work of [reader, head]) work?.catch(() => undefined);
  return { line, reader, ...(head && { head }) };
}
