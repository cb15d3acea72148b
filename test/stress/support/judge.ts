import path from 'node:path';
import { check } from '#main/core/operations/check.ts';
import { repair, undoRepair } from '#main/core/operations/repair.ts';
import { unwatched } from '#test/support/watch.ts';
import { contentOf, isOneOf, strangeIn } from './disk-content.ts';
import { isSame, stateOf, type FolderState } from './folder-state.ts';
import type { ChangeScenario, OutputScenario, RepairScenario, Scenario } from './scenario.ts';

/** What is known of a trial when its files are looked at. */
export interface Trial {
  readonly folder: string;
  /** What was there at first. */
  readonly before: FolderState;
  /** The names that are there when nothing goes wrong. */
  readonly namesAfter: ReadonlySet<string>;
  /** How many of the contents of a change were there for good. */
  readonly done: number;
  readonly ended: 'well' | 'with a failure' | 'by a cut';
}

const journal = /\.platter-undo-\d+$/;
const hidden = /\.platter-(part|old)$/;

/** What is lost or in disorder after a trial, one clause each. Repairs are taken back for that. */
export async function judge(scenario: Scenario, trial: Trial, now: FolderState): Promise<readonly string[]> {
  try {
    switch (scenario.kind) {
      case 'output':
        return await judgeOutput(scenario, trial, now);
      case 'change':
        return await judgeChange(scenario, trial, now);
      case 'repair':
        return await judgeRepair(scenario, trial, now);
    }
  } catch (thrown) {
    return [`what is there cannot be used: ${String(thrown)}`];
  }
}

/** Names that nobody asked for: temporaries, and files of an image that did not come to be. */
export function strayNames(
  { image }: Scenario,
  { before, namesAfter }: Pick<Trial, 'before' | 'namesAfter'>,
  now: FolderState,
): readonly string[] {
  const added = [...now.keys()].filter((name) => !before.has(name) && !journal.test(name));
  return now.has(image.name) ? added.filter((name) => !namesAfter.has(name)) : added;
}

async function judgeOutput(scenario: OutputScenario, trial: Trial, now: FolderState): Promise<readonly string[]> {
  const { before, namesAfter, ended } = trial;
  const { name } = scenario.image;
  const replaced = new Set(before.has(name) ? filesOf(name, before) : []);
  const losses: string[] = [];
  for (const [other, bytes] of before) {
    if (!replaced.has(other) && !isSame(now.get(other), bytes)) losses.push(`${other} was changed`);
  }
  const visible = [...namesAfter].filter((one) => !hidden.test(one));
  const targets = visible.filter((one) => !before.has(one) || replaced.has(one));
  const isAsBefore = targets.every((one) => isSame(now.get(one), before.get(one)));
  if (isAsBefore) return ended === 'well' ? [...losses, `${name} is not there`] : losses;
  // Nobody takes a file for an image whose main file is not there; whether it may be there is a matter of stray names.
  if (!now.has(name) && !before.has(name)) return losses;
  if (!now.has(name)) return isAside(name, before, now) ? losses : [...losses, `${name} is gone`];
  return [...losses, ...(await unsound(scenario, trial)), ...(await strange(scenario, trial, [scenario.content]))];
}

/**
 * What somebody finds who opens the image at once, with another program, before anything was cleaned up: where the main file is
 * there, all of it is, old or new. Undefined when that is so.
 */
export async function mixtureIn(
  { image, content, replaced }: OutputScenario,
  folder: string,
): Promise<string | undefined> {
  try {
    const found = await contentOf(path.join(folder, image.name), image.format);
    return isOneOf(found, replaced ? [content, replaced] : [content]) ? undefined : `${image.name} is a mixture`;
  } catch (thrown) {
    return `at once, ${image.name} cannot be used: ${String(thrown)}`;
  }
}

/** Whether an old file, which could not be given its name again, is there under the one that it had meanwhile. */
function isAside(name: string, before: FolderState, now: FolderState): boolean {
  return [...now].some(([other, bytes]) => other.endsWith('.platter-old') && isSame(bytes, before.get(name)));
}

async function judgeChange(scenario: ChangeScenario, trial: Trial, now: FolderState): Promise<readonly string[]> {
  const { before, done, ended } = trial;
  const own = new Set(changedFiles(scenario, before));
  const losses = [...before.keys()]
    .filter((other) => !own.has(other) && !isSame(now.get(other), before.get(other)))
    .map((other) => `${other} was changed`);
  const { contents, during = [] } = scenario;
  const possible = ended === 'well' ? contents.slice(done, done + 1) : [...contents.slice(done, done + 2), ...during];
  const look = async () => [...(await unsound(scenario, trial)), ...(await strange(scenario, trial, possible))];
  losses.push(...(await look()));
  if (ended !== 'by a cut' || !(await hasEntryOnItsWay(scenario, trial))) return losses;
  // Whoever has it mended gets the data of a write that nobody was told of as done, whole, or nothing of it.
  await repair({ ...inputOf(scenario, trial), kind: 'all' }, unwatched);
  if (await hasEntryOnItsWay(scenario, trial)) losses.push(`${onItsWay} stays after a repair`);
  return [...losses, ...(await look()).map((loss) => `once mended, ${loss}`)];
}

/** Whatever a repair got done: what it replaced comes back, to the byte. */
async function judgeRepair({ image }: RepairScenario, trial: Trial, now: FolderState): Promise<readonly string[]> {
  const { folder, before } = trial;
  if ([...now.keys()].some((name) => journal.test(name))) {
    await undoRepair({ path: path.join(folder, image.name), sourceFormat: image.format }, unwatched).catch(
      (thrown: unknown) => {
        // Some images are not even such that they can be checked again once they are as they were.
        if (!(thrown instanceof Error)) throw thrown;
      },
    );
  }
  const after = stateOf(folder, before, now);
  return [...before]
    .filter(([name, bytes]) => !isSame(after.get(name), bytes))
    .map(([name]) => `${name} could not be taken back to what it was`);
}

/** Entries go to both tables of a VMDK with one flush: until that, the second one may be there alone, and nothing is promised. */
const onItsWay = 'vmdk.first-entry-missing';

async function hasEntryOnItsWay(scenario: Scenario, trial: Trial): Promise<boolean> {
  const { findings } = await check(inputOf(scenario, trial), unwatched);
  return findings.some(({ code }) => code === onItsWay);
}

function inputOf({ image }: Scenario, { folder }: Trial): { readonly path: string; readonly sourceFormat: string } {
  return { path: path.join(folder, image.name), sourceFormat: image.format };
}

/** What a check finds beyond waste, and what is mended without any loss. */
async function unsound(scenario: Scenario, trial: Trial): Promise<readonly string[]> {
  const { findings } = await check(inputOf(scenario, trial), unwatched);
  const isExcused = scenario.kind === 'change' && trial.ended === 'by a cut';
  return findings
    .filter(({ code }) => !isExcused || code !== onItsWay)
    .filter(({ severity, fix }) => severity === 'fatal' || (severity === 'damage' && fix?.loss !== 'none'))
    .map(({ code, severity }) => `a check finds ${severity}: ${code}`);
}

async function strange(
  { image }: Scenario,
  { folder }: Trial,
  possible: Parameters<typeof strangeIn>[1],
): Promise<readonly string[]> {
  const found = strangeIn(await contentOf(path.join(folder, image.name), image.format), possible);
  return found === undefined ? [] : [found];
}

/** The files that a scenario may write into; what it makes anew it writes beside them. */
export function changedFiles({ kind, image }: Scenario, before: FolderState): readonly string[] {
  return kind === 'output' ? [] : filesOf(image.name, before);
}

/** The files of an image: those whose names begin as its own does. */
function filesOf(name: string, state: FolderState): readonly string[] {
  const stem = name.slice(0, name.lastIndexOf('.'));
  return [...state.keys()].filter((other) => other === name || other.startsWith(`${stem}-`));
}
