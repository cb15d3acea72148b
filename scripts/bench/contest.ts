import { execFile } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Bytes } from '#shared/model/bytes.ts';
import { missesTime, type Aim } from './aims.ts';
import { best, measure, type Run } from './measure.ts';

/** A program with its words; where it writes, the folder in which it does, which is emptied before each run. */
export interface Contestant {
  /** `limit` is what no program can be faster than: a plain copy, a plain checksum, or the start of Node alone. */
  readonly name: 'platter' | 'platter, verified' | 'qemu-img' | 'qemu-img, unflushed' | 'limit';
  readonly command: string;
  readonly words: readonly string[];
}

export interface Outcome extends Run {
  readonly name: Contestant['name'];
  readonly rounds: number;
  /** How long each of them took, in their order; `seconds` is the least of it. */
  readonly allSeconds: readonly number[];
  /** What it wrote takes on the disk; 0 where it wrote nothing. */
  readonly writtenBytes: Bytes;
}

/** One row of the table: the same work, done by several programs. */
export interface Row {
  readonly work: string;
  readonly disk: string;
  /** What is to be reached here. */
  readonly aims: readonly Aim[];
  readonly outcomes: readonly Outcome[];
}

/** What is to become a row. */
export interface Challenge extends Omit<Row, 'outcomes'> {
  readonly contestants: readonly Contestant[];
}

/** How often each program does the work. */
export interface Patience {
  readonly rounds: number;
  /** No new round begins when the ones before took longer than this. */
  readonly seconds: number;
  /** While an aim of time is missed, as long as this: no round begins that would not end before. */
  readonly secondsWhenMissed: number;
}

/** Lets programs do the same work in turns, so that what slows the machine for a while slows all of them. */
export async function contest(
  { contestants, ...about }: Challenge,
  folder: string,
  patience: Patience,
): Promise<Row> {
  const runs = new Map<string, Run[]>();
  const written = new Map<string, Bytes>();
  const startedAt = performance.now();
  let row: Row = { ...about, outcomes: [] };
  for (let round = 0; hasPatience(row, round, (performance.now() - startedAt) / 1000, patience); round += 1) {
    for (const { name, command, words } of orderOf(round, contestants)) {
      await empty(folder);
      await promisify(execFile)('sync');
      runs.set(name, [...(runs.get(name) ?? []), await measure(command, words)]);
      written.set(name, await spaceOf(folder));
    }
    const outcomes = contestants.map(({ name }) => ({
      name,
      rounds: round + 1,
      ...best(runs.get(name) ?? []),
      allSeconds: (runs.get(name) ?? []).map((run) => run.seconds),
      writtenBytes: written.get(name) ?? 0,
    }));
    row = { ...about, outcomes };
  }
  await empty(folder);
  return row;
}

/** Whether a row gets another round, after so many that took so many seconds. */
function hasPatience(
  row: Row,
  round: number,
  passed: number,
  { rounds, seconds, secondsWhenMissed }: Patience,
): boolean {
  if (round === 0) return true;
  if (round >= rounds) return false;
  return passed < seconds || (missesTime(row) && passed + passed / round <= secondsWhenMissed);
}

/** Everybody comes first once, and every second round goes backwards: nobody always gets the memory that the same other one left. */
function orderOf(round: number, contestants: readonly Contestant[]): readonly Contestant[] {
  const first = round % contestants.length;
  const order = [...contestants.slice(first), ...contestants.slice(0, first)];
  return round % 2 === 0 ? order : order.toReversed();
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(path.join(folder, name));
}

async function spaceOf(folder: string): Promise<Bytes> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(path.join(folder, name))).blocks * 512;
  return bytes;
}
