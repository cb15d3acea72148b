import type { Random } from '#test/support/random.ts';
import type { FolderState } from './folder-state.ts';
import type { Recorder } from './recorder.ts';
import { isContentStep, isNameStep, type ContentStep, type FileNumber, type Step } from './steps.ts';

/** What the medium may hold after a power cut. */
export interface PowerCut {
  /** Such as `after 17 of 90 steps, names as flushed, contents in part`. */
  readonly title: string;
  readonly state: FolderState;
  /** How often a person had been told by then that something was done. */
  readonly done: number;
}

/** How many states of one moment are made by chance, besides the four extremes. */
const byChance = 3;

type Known = readonly { readonly index: number; readonly step: ContentStep }[];

/**
 * The states in which a cut after the first `count` steps may leave the folder, each one once. What was flushed is there; of
 * the rest, any part may be: names up to some moment, since folders keep their order; contents in any order, the last write
 * torn at a sector. Names and contents of files go their own ways, as they do on file systems that put off writing.
 */
export function* cutsAfter(recorder: Recorder, count: number, random: Random, seen: Set<string>): Generator<PowerCut> {
  const steps = recorder.steps.slice(0, count);
  const done = steps.filter(({ kind }) => kind === 'done').length;
  const covered = new Set(steps.flatMap((step) => ('covers' in step ? [...step.covers] : [])));
  const names = steps.flatMap((step, index) => (isNameStep(step) ? [index] : []));
  const safeNames = names.filter((index) => covered.has(index)).length;
  const contents = steps.flatMap((step, index) => (isContentStep(step) ? [{ index, step }] : []));
  const safe = contents.filter(({ index }) => covered.has(index));

  const choices: { readonly title: string; readonly names: number; readonly contents: Known }[] = [
    { title: 'all of it', names: names.length, contents },
    { title: 'all names, contents as flushed', names: names.length, contents: safe },
    { title: 'names as flushed, all contents', names: safeNames, contents },
    { title: 'as flushed', names: safeNames, contents: safe },
  ];
  for (let i = 0; i < byChance && contents.length > safe.length; i += 1) {
    const kept = contents.filter(({ index }) => covered.has(index) || random.below(2) === 0);
    const some = safeNames + random.below(names.length - safeNames + 1);
    choices.push({ title: 'names and contents in part', names: some, contents: torn(kept, covered, random) });
  }
  for (const { title, names: most, contents: kept } of choices) {
    const key = JSON.stringify([
      done,
      most,
      kept.map(({ index, step }) => [index, 'bytes' in step && step.bytes.length]),
    ]);
    if (seen.has(key)) continue;
    seen.add(key);
    const given = names.slice(0, most).map((index) => steps[index]);
    yield {
      title: `after ${String(count)} of ${String(recorder.steps.length)} steps, ${title}`,
      state: stateWith(recorder, given, kept),
      done,
    };
  }
}

/** The last write that no flush covers ends at some sector in its middle. */
function torn(kept: Known, covered: ReadonlySet<number>, random: Random): Known {
  const last = kept.findLast(({ index, step }) => step.kind === 'write' && !covered.has(index));
  if (last?.step.kind !== 'write' || last.step.bytes.length <= 512) return kept;
  const { at, bytes } = last.step;
  const sectors = 1 + random.below(Math.ceil(bytes.length / 512) - 1);
  const step = { ...last.step, bytes: bytes.subarray(0, sectors * 512 - (at % 512)) };
  return kept.map((one) => (one === last ? { ...one, step } : one));
}

function stateWith(recorder: Recorder, given: readonly (Step | undefined)[], contents: Known): FolderState {
  const names = new Map(recorder.names);
  for (const step of given) {
    if (step?.kind === 'give') names.set(step.name, step.file);
    if (step?.kind === 'move') names.set(step.to, names.get(step.name) ?? NaN);
    if (step?.kind === 'move' || step?.kind === 'take') names.delete(step.name);
  }
  const files = new Map<FileNumber, Uint8Array>();
  for (const file of new Set(names.values())) {
    const own = contents.flatMap(({ step }) => (step.file === file ? [step] : []));
    files.set(file, contentAfter(recorder.contents.get(file) ?? new Uint8Array(0), own));
  }
  return new Map([...names].map(([name, file]) => [name, files.get(file) ?? new Uint8Array(0)]));
}

function contentAfter(before: Uint8Array, steps: readonly ContentStep[]): Uint8Array {
  if (steps.length === 0) return before;
  let size = before.length;
  let bytes = before.slice();
  const reach = (end: number): void => {
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, bytes.length * 2));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    size = Math.max(size, end);
  };
  for (const step of steps) {
    if (step.kind === 'write') {
      reach(step.at + step.bytes.length);
      bytes.set(step.bytes, step.at);
    } else if (step.kind === 'clear') {
      bytes.fill(0, step.at, Math.min(step.at + step.length, size));
    } else {
      if (step.kind === 'resize' && step.size < size) {
        // What is behind the end is gone for good, should the file grow again.
        bytes.fill(0, step.size, size);
        size = step.size;
      }
      reach(step.size);
    }
  }
  return bytes.subarray(0, size);
}
