import { toDiskError, type DiskError } from '#shared/errors.ts';
import type { Watch } from '#main/core/disk/format.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { isSameState, putState, stateOf, type FolderState } from './folder-state.ts';
import { intercept } from './intercept.ts';
import { changedFiles, judge, strayNames, type Trial } from './judge.ts';
import { openFilesIn } from './open-files.ts';
import { Recorder } from './recorder.ts';
import type { Hook } from './requests.ts';
import type { Scenario } from './scenario.ts';

/** How a scenario ended once. */
interface Ending {
  /** Undefined when it succeeded. */
  readonly failure: DiskError | undefined;
  /** How many of the contents of a change were there for good. */
  readonly done: number;
  /** What was left open or went on, one clause each. */
  readonly loose: readonly string[];
}

const mostJudged = 12;

/** One scenario in a folder of its own, played as often as wanted, each time from the same start. */
export class Theatre implements AsyncDisposable {
  readonly scenario: Scenario;
  readonly #before: FolderState;
  readonly #namesAfter: ReadonlySet<string>;
  readonly #folder: TempFolder;
  /** The last states that were judged. Most faults leave what another one left, of which the same is to be said. */
  readonly #judged: (Pick<Trial, 'done' | 'ended'> & {
    readonly state: FolderState;
    readonly losses: readonly string[];
  })[] = [];
  #now: FolderState;

  /** Plays it once without any disturbance. Throws when that fails. */
  static async open(scenario: Scenario): Promise<Theatre> {
    const folder = await TempFolder.inMemory();
    try {
      await scenario.prepare(folder.path);
      const before = stateOf(folder.path);
      await scenario.run({ folder: folder.path, watch: unwatched, isDone: () => undefined });
      return new Theatre(scenario, folder, before, stateOf(folder.path, before));
    } catch (thrown) {
      await folder[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  private constructor(scenario: Scenario, folder: TempFolder, before: FolderState, after: FolderState) {
    this.scenario = scenario;
    this.#before = before;
    this.#namesAfter = new Set(after.keys());
    this.#folder = folder;
    this.#now = after;
  }

  get folder(): string {
    return this.#folder.path;
  }

  /** Plays it from the start with a hook before the file system. `isDone` hears when something was done for good. */
  async play(hook: Hook, watch: Watch = unwatched, isDone: () => void = () => undefined): Promise<Ending> {
    const { folder, scenario } = this;
    this.put(this.#before);
    const last = scenario.kind === 'change' ? scenario.contents.length - 1 : 1;
    let done = 0;
    const oneMore = () => {
      done += 1;
      isDone();
    };
    let failure: DiskError | undefined;
    const interception = intercept(folder, hook);
    try {
      await scenario.run({ folder, watch, isDone: oneMore });
      while (done < last) oneMore();
    } catch (thrown) {
      failure = toDiskError(thrown);
    }
    interception[Symbol.dispose]();
    const open = new Set([...interception.held, ...openFilesIn(folder)]);
    this.look();
    const own = changedFiles(scenario, this.#before);
    const touched = [...interception.writable].filter((name) => this.#before.has(name) && !own.includes(name));
    const loose = [
      ...[...open].map((file) => `${file} is still open`),
      ...interception.late.map((what) => `${what} came late`),
      ...touched.map((name) => `${name} was opened for writing`),
    ];
    return { failure, done, loose };
  }

  /** Plays it from the start and remembers what it does to the files. */
  async record(): Promise<Recorder> {
    const recorder = new Recorder(this.folder, this.#before);
    const { failure } = await this.play(recorder, unwatched, recorder.isDone.bind(recorder));
    if (failure) throw failure;
    return recorder;
  }

  /** Makes the folder hold something else than a play left there. */
  put(state: FolderState): void {
    putState(this.folder, state, this.#now);
    this.#now = state;
  }

  /** Sees what the folder holds by now, when something else than a play changed it. */
  look(): void {
    this.#now = stateOf(this.folder, this.#now, this.#before);
  }

  /** The names in the folder that nobody asked for. */
  strayNames(): readonly string[] {
    return strayNames(this.scenario, { before: this.#before, namesAfter: this.#namesAfter }, this.#now);
  }

  /** What is lost or in disorder by now. */
  async judge({ done, ended }: Pick<Trial, 'done' | 'ended'>): Promise<readonly string[]> {
    const { folder, scenario } = this;
    const trial = { folder, before: this.#before, namesAfter: this.#namesAfter, done, ended };
    const state = this.#now;
    const judged = this.#judged.find(
      (one) => one.done === done && one.ended === ended && isSameState(one.state, state),
    );
    if (judged) return judged.losses;
    const losses = await judge(scenario, trial, state);
    // A repair that was taken back has changed something, and so has one that was made to see what it comes to.
    if (scenario.kind === 'repair' || ended === 'by a cut') this.look();
    this.#judged.unshift({ state, done, ended, losses });
    this.#judged.length = Math.min(this.#judged.length, mostJudged);
    return losses;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
