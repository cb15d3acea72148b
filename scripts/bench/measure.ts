import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Bytes } from '#shared/model/bytes.ts';

/** One run of a program. */
export interface Run {
  readonly seconds: number;
  /** The most memory that was resident at once; a run shorter than a sample has none. */
  readonly peakBytes: Bytes;
}

/** Milliseconds between two looks at the memory of a program; the system keeps the highest mark itself. */
const sampling = 25;

/** Runs a program to its end and measures it. Throws with its messages when it fails. */
export async function measure(command: string, words: readonly string[]): Promise<Run> {
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
    return { seconds, peakBytes };
  } finally {
    clearInterval(sampler);
  }
}

async function peakOf(pid: number | undefined): Promise<Bytes> {
  try {
    const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // It has ended, or this system has no such file.
    return 0;
  }
}

/** The run in the middle by time. */
export function median(runs: readonly Run[]): Run {
  const sorted = runs.toSorted((one, other) => one.seconds - other.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('Nothing was measured.');
  return { seconds: middle.seconds, peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)) };
}
