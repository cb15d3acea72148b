import { KiB, type Bytes } from '#shared/model/bytes.ts';
import type { BytesPatch, Patch } from './patch.ts';

/** Entries of tables are no longer. What is longer may be data that an entry waits for, and keeps its turn. */
const longestEntry: Bytes = 8;
/** So much is joined at most: before it is taken back, all of it is looked at. */
const largestRun: Bytes = 64 * KiB;
/** As many runs grow at once: the two copies of a table, whose entries are mended in turn. */
const mostRuns = 2;

/**
 * The same changes in fewer patches: entries that follow each other in a file, and are mended for one reason, become one patch. Each
 * patch waits for the medium, and a damaged table has thousands of entries. Of two tables whose entries are mended in turn, the one
 * that was first with one entry is first with all of them.
 */
export async function* joinPatches(patches: AsyncIterable<Patch>): AsyncGenerator<Patch> {
  let runs: BytesPatch[][] = [];
  for await (const patch of patches) {
    if (isEntry(patch)) {
      const run = runs.find((one, index) => goesOn(one, patch) && !runs.slice(index + 1).some(touches(patch)));
      if (run) {
        run.push(patch);
        continue;
      }
      if (runs.length < mostRuns && runs.every(([first]) => isAlike(first, patch))) {
        runs.push([patch]);
        continue;
      }
    }
    yield* runs.map(joined);
    runs = isEntry(patch) ? [[patch]] : [];
    if (!isEntry(patch)) yield patch;
  }
  yield* runs.map(joined);
}

function isEntry(patch: Patch): patch is BytesPatch {
  return patch.kind === 'bytes' && patch.was.length === patch.now.length && patch.now.length <= longestEntry;
}

function isAlike(one: BytesPatch | undefined, { file, because }: Patch): boolean {
  return one?.file === file && one.because === because;
}

function goesOn(run: readonly BytesPatch[], patch: BytesPatch): boolean {
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last || !isAlike(first, patch)) return false;
  return patch.at === endOf(last) && endOf(patch) - first.at <= largestRun;
}

/** A later change of the same place comes after the earlier one. */
function touches(patch: BytesPatch): (run: readonly BytesPatch[]) => boolean {
  return ([first, ...rest]) => first !== undefined && first.at < endOf(patch) && patch.at < endOf(rest.at(-1) ?? first);
}

function endOf({ at, now }: BytesPatch): Bytes {
  return at + now.length;
}

function joined(run: readonly BytesPatch[]): Patch {
  const [first, second] = run;
  if (!first) throw new Error('A run begins with a patch.');
  if (!second) return first;
  return { ...first, was: Buffer.concat(run.map(({ was }) => was)), now: Buffer.concat(run.map(({ now }) => now)) };
}
