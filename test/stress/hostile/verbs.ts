import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { endOf } from '#shared/model/bytes.ts';
import { mostLostRanges } from '#shared/model/convert.ts';
import type { Operation, Watch } from '#main/core/disk/format.ts';
import { chain } from '#main/core/operations/chain.ts';
import { check } from '#main/core/operations/check.ts';
import { previewCompaction } from '#main/core/operations/compact.ts';
import { contents } from '#main/core/operations/contents.ts';
import { convert } from '#main/core/operations/convert.ts';
import { details } from '#main/core/operations/details.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { map } from '#main/core/operations/map.ts';
import type { SourceInput } from '#main/core/operations/open-source.ts';
import { repair, undoRepair } from '#main/core/operations/repair.ts';
import { readFiles, sameFiles } from './image-set.ts';

/** What is done with a mutant. Throws what the product throws, and `BrokenPromise` when it did not throw and should have. */
export type Verb = (input: SourceInput, watch: Watch) => Promise<void>;

/** Something that must never be, though nothing was thrown. */
class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** A large disk takes its time to be written, and the person can stop it: after this, it is stopped here. */
const patience = 1500;

export const verbs = {
  info: ended(inspect),
  check: ended(check),
  map: wholeMap,
  details: ended(details),
  chain: ended(chain),
  contents: ended(contents),
  compact: ended((input, watch) => previewCompaction({ ...input, freeSpace: true }, watch)),
  ...conversions(),
  repair: repairAndUndo,
} satisfies Record<string, Verb>;

export type VerbTitle = keyof typeof verbs;

/** An operation whose result nobody looks at. */
function ended(operation: Operation<SourceInput, unknown>): Verb {
  return async (input, watch) => {
    await operation(input, watch);
  };
}

/** The ranges of a map follow each other from the start of the disk to its end. */
async function wholeMap(input: SourceInput, watch: Watch): Promise<void> {
  const { virtualSize } = await inspect(input, watch);
  let end = 0;
  for await (const batch of map(input, watch)) {
    for (const entry of batch) {
      if (entry.start !== end || entry.length <= 0)
        throw new BrokenPromise(`a range at ${String(entry.start)} after ${String(end)}`);
      end = endOf(entry);
    }
  }
  if (end !== virtualSize) throw new BrokenPromise(`the map ends at ${String(end)} of ${String(virtualSize)}`);
}

type Conversion = 'convert' | 'convert to vdi' | 'convert to vhd' | 'convert to vmdk' | 'salvage';

function conversions(): Record<Conversion, Verb> {
  const to = (extension: 'img' | 'vdi' | 'vhd' | 'vmdk', more: object = {}): Verb => {
    return (input, watch) => written(input, `target.${extension}`, more, watch);
  };
  return {
    convert: to('img'),
    'convert to vdi': to('vdi'),
    'convert to vhd': to('vhd'),
    'convert to vmdk': to('vmdk', { variant: 'streamOptimized' }),
    salvage: to('vmdk', { salvage: true }),
  };
}

/** Nothing but the target appears, and nothing at all when it fails. */
async function written(input: SourceInput, name: string, more: object, { report }: Watch): Promise<void> {
  const folder = path.dirname(input.path);
  const before = await readdir(folder);
  const target = path.join(folder, name);
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, patience);
  let made = [...before, name];
  try {
    const { lost = [] } = await convert(
      { source: input.path, sourceFormat: input.sourceFormat, target, ...more },
      { signal: stop.signal, report },
    );
    if (lost.length > mostLostRanges) throw new BrokenPromise(`${String(lost.length)} lost ranges`);
  } catch (thrown) {
    made = before;
    if (!stop.signal.aborted || !(thrown instanceof Error && thrown.name === 'AbortError')) throw thrown;
  } finally {
    clearTimeout(timer);
    const found = await readdir(folder);
    await rm(target, { force: true });
    if (found.sort().join('/') !== made.sort().join('/'))
      throw new BrokenPromise(`left ${found.join(', ')} instead of ${made.join(', ')}`);
  }
}

/** A repair ends with an image that opens, or says what is still wrong; undone, everything is as it was. */
async function repairAndUndo(input: SourceInput, watch: Watch): Promise<void> {
  const folder = path.dirname(input.path);
  const before = await readFiles(folder);
  const { summary, repaired, journal } = await repair({ ...input, kind: 'all' }, watch);
  const opens = await canBeRead(input, watch);
  if (summary.fatal + summary.damage === 0 && opens !== true)
    throw new BrokenPromise(`repaired without a doubt, and ${opens}`);
  if (repaired.length > 0) {
    const again = await repair({ ...input, kind: 'all' }, watch);
    if (again.repaired.length > 0)
      throw new BrokenPromise(`a second repair finds ${again.repaired.map(({ code }) => code).join(', ')}`);
  }
  const names = [...(await readFiles(folder)).keys()].filter((name) => !before.has(name));
  const strange = names.filter((name) => !name.includes('.platter-undo-'));
  if (strange.length > 0) throw new BrokenPromise(`a repair left ${strange.join(', ')}`);
  if (journal === null) return;
  await undoRepair(input, watch);
  if (!sameFiles(before, await readFiles(folder))) throw new BrokenPromise('an undone repair left other bytes');
}

async function canBeRead(input: SourceInput, watch: Watch): Promise<string | true> {
  try {
    await wholeMap(input, watch);
    return true;
  } catch (thrown) {
    if (thrown instanceof DiskError && thrown.code !== 'internal') return `refused: ${thrown.message}`;
    throw thrown;
  }
}
