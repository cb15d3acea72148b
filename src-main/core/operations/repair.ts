import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CheckResult, RepairKind, RepairStep } from '#shared/model/check.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { applyPatches } from '../disk/apply-patches.ts';
import type { DiskFormat, ImageFiles, Operation, Watch } from '../disk/format.ts';
import { ImageFolder } from '../disk/image-folder.ts';
import { findCutOff, keepJournal, lastJournal, markJournal, type Journal } from '../disk/journal.ts';
import { joinPatches } from '../disk/join-patches.ts';
import type { JournalContent, JournalEntry } from '../disk/journal-records.ts';
import { defaultLimits } from '../disk/limits.ts';
import type { Patch } from '../disk/patch.ts';
import { revertPatches } from '../disk/revert-patches.ts';
import { reversible } from '../disk/reversible.ts';
import { WritableFolder } from '../disk/writable-folder.ts';
import { removeAbandonedBeside } from '../io/abandoned.ts';
import { resultOf } from './check.ts';
import { examine, formatOf, type Examination } from './examine.ts';
import { freshIdentity } from './identity.ts';
import type { SourceInput } from './open-source.ts';
import { refuseTooLittleSpace } from './plan-conversion.ts';

export interface RepairInput extends SourceInput {
  readonly kind: RepairKind;
  /** What a job adds: the mark of its temporaries, by which they are found after a crash. */
  readonly token?: string;
}

/** Says what a repair would change. Nothing is written. Findings and summary are those of now. */
export const previewRepair: Operation<RepairInput, CheckResult> = async (input, watch) => {
  const startedAt = performance.now();
  const before = await examine(input, watch);
  await using folder = await ImageFolder.open(input.path, defaultLimits);
  const steps = new StepCounter();
  for await (const patch of patchesFor(before, folder, input.kind, watch)) steps.add(patch);
  return resultOf(before, { path: input.path, startedAt, repaired: steps.all });
};

/** A repair can bring to light what was hidden behind what it mended; more rounds than this no honest image needs. */
const mostRounds = 8;

/**
 * Mends what a check finds. What is replaced is kept beside the image first, so that `undoRepair` can put it back; then the
 * changes are made one by one, each on the medium before the next. The image is checked again, until there is nothing left to
 * mend, and that is what the result tells. Throws `repair.image-changed` when something else writes to the image meanwhile.
 */
export const repair: Operation<RepairInput, CheckResult> = async (input, watch) => {
  const startedAt = performance.now();
  const { path } = input;
  const steps = new StepCounter();
  await removeAbandonedBeside(path);
  const goesOn = await takeBackCutOff(path);
  let state = await examine(input, watch);
  let journal: string | undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    const made = await mend(input, state, { goesOn: goesOn || journal !== undefined }, watch);
    if (!made) break;
    for (const entry of made.entries) steps.add(entry);
    journal = made.path;
    state = await examine(input, watch);
  }
  return resultOf(state, { path, startedAt, repaired: steps.all, ...(journal === undefined ? {} : { journal }) });
};

/**
 * Puts back what the last repair replaced, and checks the image again. Throws `repair.no-journal`, and
 * `repair.image-changed` when something has written to those places since: then nothing is changed.
 */
export const undoRepair: Operation<SourceInput, CheckResult> = async (input, watch) => {
  const startedAt = performance.now();
  const { path } = input;
  await removeAbandonedBeside(path);
  const steps = new StepCounter();
  for (let isMore = true; isMore;) {
    await using journal = await lastJournal(path);
    await using folder = await WritableFolder.open(path, defaultLimits);
    await revertPatches(folder, journal);
    for (const entry of journal.entries) steps.add(entry);
    await journal.remove();
    isMore = journal.goesOn;
  }
  return resultOf(await examine(input, watch), { path, startedAt, repaired: steps.all });
};

/** One round: returns the journal of what was changed, undefined when there was nothing to change. */
async function mend(
  { path, kind, token }: RepairInput,
  before: Examination,
  options: Pick<JournalContent, 'goesOn'>,
  watch: Watch,
): Promise<Pick<Journal, 'path' | 'entries'> | undefined> {
  if (codesFor(before, kind).size === 0) return undefined;
  await using folder = await WritableFolder.open(path, defaultLimits);
  // The file may have been replaced since it was checked; what is repaired has to be of the same kind at least.
  await formatOf(folder, before.format.id, watch);
  const patches = reversible(folder, patchesFor(before, folder, kind, watch));
  await using journal = await keepJournal(path, patches, { ...options, token });
  if (!journal) return undefined;
  await refuseWithoutRoom(journal);
  watch.report({ phase: 'repair', done: 0, total: journal.entries.length, unit: 'items' });
  await applyPatches(folder, journal, watch.signal);
  await markJournal(journal, 'made');
  return journal;
}

/**
 * Takes back a repair that was cut off in its middle: what it left may need other changes than the whole image needed, and find
 * no room for them. Where something has written to the image since, it stays as it is. Returns whether what it was a
 * part of goes on with the next round.
 */
async function takeBackCutOff(path: string): Promise<boolean> {
  await using journal = await findCutOff(path);
  if (!journal) return false;
  await using folder = await WritableFolder.open(path, defaultLimits);
  try {
    await revertPatches(folder, journal);
  } catch (thrown) {
    if (thrown instanceof DiskError && thrown.reason === 'repair.image-changed') return false;
    throw thrown;
  }
  await journal.remove();
  return journal.goesOn;
}

/** Before anything is changed: a repair can give blocks that share a place one of their own. Throws `target.no-space`. */
async function refuseWithoutRoom(journal: Journal): Promise<void> {
  const needed = journal.entries.reduce((sum, entry) => {
    const grown = entry.kind === 'size' ? entry.now - entry.was : Math.max(0, entry.now - entry.was);
    return sum + grown;
  }, 0);
  try {
    await refuseTooLittleSpace(journal.path, needed);
  } catch (thrown) {
    await journal.remove();
    throw thrown;
  }
}

async function* patchesFor(
  before: Examination,
  files: ImageFiles,
  kind: RepairKind,
  watch: Watch,
): AsyncGenerator<Patch> {
  const codes = codesFor(before, kind);
  const { repair: propose }: DiskFormat = before.format;
  if (!propose || codes.size === 0) return;
  yield* joinPatches(propose(files, { limits: defaultLimits, codes, identity: freshIdentity, watch }));
}

/** What was found in the image itself and may be repaired. */
function codesFor({ ownCodes }: Examination, kind: RepairKind): ReadonlySet<string> {
  return new Set(
    ownCodes.filter((code) => {
      const fix = findingRows[code].fix;
      return fix !== undefined && (kind === 'all' || fix.loss === 'none');
    }),
  );
}

/** Counts changes by what they mend and by file. */
class StepCounter {
  readonly #steps = new Map<string, RepairStep>();

  add(patch: Patch | JournalEntry): void {
    const { because: code, file } = patch;
    const key = `${code} ${file}`;
    const { changes, bytes } = this.#steps.get(key) ?? { changes: 0, bytes: 0 };
    this.#steps.set(key, { code, file, changes: changes + 1, bytes: bytes + bytesOf(patch) });
  }

  get all(): readonly RepairStep[] {
    return [...this.#steps.values()];
  }
}

/** How much of its file a change concerns. */
function bytesOf(patch: Patch | JournalEntry): Bytes {
  if (patch.kind === 'size') return Math.abs(patch.now - patch.was);
  const lengths = [patch.was, patch.now].map((part) => (typeof part === 'number' ? part : part.length));
  return Math.max(...lengths);
}
