import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { inMebibytes } from './memory.ts';
import type { FromChild, ToChild } from './messages.ts';

/** What no mutant may take: seconds of the processor, of the clock while it computes nothing, and memory of the whole process. */
const limits = { cpuSeconds: 5, wallSeconds: 60, memory: 300 * MiB } as const;

/** A child is replaced after so many, as a program is that somebody closes; what it lost until then would have shown. */
const batch = 25;
const batchesOfChild = 80;
/** What the last mutant of a batch lets go of may be in memory at its end; what is lost for good is there after each of so many. */
const batchesCompared = 10;
/** Programs and pools of buffers have what they need after so many. */
const batchesOfWarmUp = 4;

/** Of children in a row that end before they have begun. */
const mostFailedStarts = 3;

export interface CrewOrder {
  readonly kind: 'mutants' | 'cases' | 'short cases';
  readonly setsFolder: string;
  /** One for each child. */
  readonly workFolders: readonly string[];
  readonly seed: number;
  /** Images from 0 up to this number, without it. */
  readonly end: number;
  readonly report: (line: string) => void;
}

export interface CrewOutcome {
  readonly tried: number;
  /** How many of them were not refused. */
  readonly read: number;
  readonly losses: readonly string[];
  readonly peak: Bytes;
  /** The longest that one thing took by the clock, in seconds. */
  readonly slowest: { readonly seconds: number; readonly what: string };
  /** By how much the heap of a child grew for good between its first and its last batches. */
  readonly growth: Bytes;
}

/** Tries hostile images in child processes, each watched: what hangs is killed, told, and left out. */
export async function tryImages(order: CrewOrder): Promise<CrewOutcome> {
  const tally = new Tally(order);
  await Promise.all(order.workFolders.map((folder) => work(order, folder, tally)));
  return tally;
}

class Tally implements CrewOutcome {
  tried = 0;
  read = 0;
  readonly losses: string[] = [];
  peak = 0;
  slowest = { seconds: 0, what: 'nothing' };
  growth = 0;
  #next = 0;
  readonly #order: CrewOrder;

  constructor(order: CrewOrder) {
    this.#order = order;
  }

  /** The next mutants that nobody has tried yet. */
  take(): ToChild | undefined {
    const from = this.#next;
    this.#next = Math.min(this.#order.end, from + batch);
    return from < this.#next ? { from, end: this.#next } : undefined;
  }

  note(ended: FromChild & { kind: 'end' }, seconds: number): void {
    this.tried += 1;
    if (ended.isRead) this.read += 1;
    this.peak = Math.max(this.peak, ended.peak);
    if (seconds > this.slowest.seconds) this.slowest = { seconds, what: ended.about };
    for (const loss of ended.losses) this.lose(ended, loss);
    if (ended.peak > limits.memory) this.lose(ended, `took ${inMebibytes(ended.peak)}`);
    if (this.tried % 1000 === 0) this.#order.report(`${String(this.tried)} tried`);
  }

  lose({ number, about }: { readonly number: number; readonly about: string }, loss: string): void {
    this.losses.push(`seed ${String(this.#order.seed)}, number ${String(number)} (${about}): ${loss}`);
  }
}

/** Keeps one child busy until nothing is left, and starts another one when it had to be killed. */
async function work(order: CrewOrder, folder: string, tally: Tally): Promise<void> {
  let rest: ToChild | undefined;
  let failedStarts = 0;
  for (;;) {
    const given = rest ?? tally.take();
    if (!given) return;
    try {
      rest = await shift(order, folder, tally, given);
      failedStarts = 0;
    } catch (thrown) {
      // A machine that has no memory left for a moment is no flaw of what is tried.
      failedStarts += 1;
      if (failedStarts === mostFailedStarts) throw thrown;
      order.report(`${String(thrown)}; another one is started`);
      rest = given;
    }
  }
}

/** One child's life. Returns what it left undone, when it was killed. */
function shift(order: CrewOrder, folder: string, tally: Tally, first: ToChild): Promise<ToChild | undefined> {
  const child = fork(
    fileURLToPath(new URL('./child.ts', import.meta.url)),
    [order.kind, order.setsFolder, folder, String(order.seed)],
    {
      execArgv: ['--expose-gc', '--max-old-space-size=128', '--max-semi-space-size=4'],
      // What is freed goes back to the system at once, so that the memory of a mutant is not that of those before it.
      env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  return new Promise((resolve, reject) => {
    let given: ToChild = first;
    let now: (FromChild & { kind: 'begin' }) | undefined;
    let began = 0;
    let cpuBefore = 0;
    let batches = 0;
    const heaps: Bytes[] = [];
    let isOver = false;

    const over = (rest: ToChild | undefined) => {
      isOver = true;
      clearInterval(timer);
      child.kill('SIGKILL');
      child.once('exit', () => {
        resolve(rest);
      });
      if (child.exitCode !== null || child.signalCode !== null) resolve(rest);
    };
    const giveUp = (loss: string) => {
      if (!now) {
        isOver = true;
        clearInterval(timer);
        reject(new Error(`a child ended before its first mutant: ${loss}`));
        return;
      }
      tally.tried += 1;
      tally.lose(now, `${now.verb} ${loss}`);
      over(now.number + 1 < given.end ? { from: now.number + 1, end: given.end } : undefined);
    };
    const secondsSoFar = () => (isOver || !now ? 0 : (performance.now() - began) / 1000);
    const look = async () => {
      if (secondsSoFar() < limits.cpuSeconds) return;
      const cpu = (await cpuSecondsOf(child)) - cpuBefore;
      // The next one may have begun meanwhile.
      if (secondsSoFar() < limits.cpuSeconds) return;
      if (cpu > limits.cpuSeconds) giveUp(`computes for more than ${String(limits.cpuSeconds)} seconds`);
      else if (secondsSoFar() > limits.wallSeconds) giveUp(`waits for more than ${String(limits.wallSeconds)} seconds`);
    };
    const timer = setInterval(() => void look(), 500);

    child.on('message', (message: FromChild) => {
      if (isOver) return;
      if (message.kind === 'begin') {
        now = message;
        began = performance.now();
        void cpuSecondsOf(child).then((seconds) => (cpuBefore = seconds));
      } else if (message.kind === 'end') {
        tally.note(message, (performance.now() - began) / 1000);
      } else {
        heaps.push(message.heap);
        tally.growth = Math.max(tally.growth, growthOf(heaps));
        const next = batches === 0 ? first : batches < batchesOfChild ? tally.take() : undefined;
        batches += 1;
        if (!next) {
          over(undefined);
          return;
        }
        given = next;
        child.send(next);
      }
    });
    child.once('exit', (code, signal) => {
      if (!isOver) giveUp(`ended the process with ${String(code ?? signal)}`);
    });
  });
}

/** By how much the least that a child held was more in its last batches than in its first ones; 0 while there are too few. */
function growthOf(heaps: readonly Bytes[]): Bytes {
  const settled = heaps.slice(batchesOfWarmUp);
  if (settled.length < 2 * batchesCompared) return 0;
  return Math.min(...settled.slice(-batchesCompared)) - Math.min(...settled.slice(0, batchesCompared));
}

/** Seconds of the processor that a process took so far, all its threads together. Where nobody tells, the clock has to do. */
async function cpuSecondsOf({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]].map(Number);
  const ticks = 100;
  return Number.isNaN((user ?? NaN) + (system ?? NaN)) ? 0 : ((user ?? 0) + (system ?? 0)) / ticks;
}
