import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Bytes } from '#shared/model/bytes.ts';

/** One run of a program. */
export interface Run {
  readonly seconds: number;
  /** What processors worked on it, in the program and in the system: unlike `seconds`, hardly longer on a busy machine. */
  readonly cpuSeconds: number;
  /** The most memory that was resident at once; a run shorter than a sample has none. */
  readonly peakBytes: Bytes;
}

/** Milliseconds between two looks at the memory of a program; the system keeps the highest mark itself. */
const sampling = 25;

/** Runs a program to its end and measures it; one at a time. Throws with its messages when it fails. */
export async function measure(command: string, words: readonly string[]): Promise<Run> {
  const cpuBefore = await cpuOfEnded();
  const startedAt = performance.now();
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const messages: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => messages.push(chunk.toString()));
  let peakBytes = 0;
  const sampler = setInterval(() => {
    void peakOf(child.pid).then((peak) => (peakBytes = Math.max(peakBytes, peak)));
  }, sampling);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const seconds = (performance.now() - startedAt) / 1000;
    if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${String(code)}: ${messages.join('')}`);
    return { seconds, cpuSeconds: (await cpuOfEnded()) - cpuBefore, peakBytes };
  } finally {
    clearInterval(sampler);
  }
}

async function peakOf(pid: number | undefined): Promise<Bytes> {
  const status = await orNothing(`/proc/${String(pid)}/status`);
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

/** The processor time of all programs that this one has started and that have ended; Linux counts it in hundredths. */
async function cpuOfEnded(): Promise<number> {
  const stat = await orNothing('/proc/self/stat');
  // What is in brackets is the name of the program. The fields behind it are numbered from 3 on; wanted are 16 and 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100;
}

/** Empty where a program has ended or the system has no such file. */
async function orNothing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The quickest run, with the highest of all peaks. What else a machine does, and memory that a host gives a virtual one only now,
 * make runs longer and never shorter: so the quickest of several tells most of a program.
 */
export function best(runs: readonly Run[]): Run {
  const [quickest] = runs.toSorted((one, other) => one.seconds - other.seconds);
  if (!quickest) throw new Error('Nothing was measured.');
  return { ...quickest, peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)) };
}
