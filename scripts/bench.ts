// npm run bench: Platter beside qemu-img (and cp, as the limit) in the same run. Prints a table of medians and ratios; the
// numbers of every row are kept as JSON under bench/. Choose less than everything with the options, for example
//   npm run bench -- --disk mixed --from raw --to vmdk,vmdk-stream --rounds 5
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { measureConversions } from './bench/conversions.ts';
import type { Row } from './bench/contest.ts';
import { diskKinds, type DiskKind } from './bench/disks.ts';
import { benchFormats } from './bench/images.ts';
import { measureQueries } from './bench/queries.ts';
import { tableOf } from './bench/table.ts';
import { measureWindow, type WindowRow } from './bench/window.ts';
import { ensureBuilt } from './support/build.ts';
import { inProject } from './support/project.ts';

interface Wish {
  readonly disk: readonly DiskKind[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly rounds: number;
  readonly size: number;
  readonly queries: boolean;
  readonly conversions: boolean;
  readonly window: boolean;
}

const oneOf =
  <T extends string>(known: readonly T[]) =>
  (words: string): readonly T[] => {
    const chosen = words.split(',');
    const isKnown = (word: string): word is T => known.some((one) => one === word);
    if (!chosen.every(isKnown)) throw new InvalidArgumentError(`Known are ${known.join(', ')}.`);
    return chosen;
  };
const positive = (word: string): number => {
  const number = Number(word);
  if (!(number > 0)) throw new InvalidArgumentError('A number above zero is needed.');
  return number;
};
const ids = benchFormats.map(({ id }) => id);

const program = new Command('npm run bench --')
  .option('--disk <kinds>', `of ${diskKinds.join(', ')}`, oneOf(diskKinds), ['mixed'])
  .option('--from <formats>', `of ${ids.join(', ')}; all of them by default`, oneOf(ids), [])
  .option('--to <formats>', 'the same for targets', oneOf(ids), [])
  .option('--rounds <number>', 'runs of each program for each row', positive, 3)
  .option('--size <GiB>', 'of the disks', positive, 2)
  .option('--no-queries', 'leave out info, map, check, hash, compare and compact of a large sparse disk')
  .option('--no-conversions', 'leave out conversions')
  .option('--no-window', 'leave out the window, which is measured in Chromium')
  .parse();

const wish = program.opts<Wish>();
await ensureBuilt();
const folder = await mkdtemp(path.join(tmpdir(), 'platter-bench-'));
const rows: Row[] = [];
let windowRows: readonly WindowRow[] = [];
try {
  if (wish.conversions) {
    const { disk: disks, from, to, rounds, size } = wish;
    const conversions = measureConversions({ folder, disks, from, to, rounds, size: Math.round(size * GiB) });
    for await (const row of conversions) show(row);
  }
  if (wish.queries) for await (const row of measureQueries(folder, wish.rounds)) show(row);
  if (wish.window) windowRows = await measureWindow(folder, wish.rounds);
} finally {
  await rm(folder, { recursive: true, force: true });
}

console.log(`\n${tableOf(rows).join('\n')}`);
for (const { work, milliseconds } of windowRows) console.log(`${work}: ${milliseconds.toFixed(0)} ms`);
await mkdir(inProject('bench'), { recursive: true });
const kept = inProject('bench', `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
await writeFile(kept, `${JSON.stringify({ machine: machine(), wish, rows, windowRows }, undefined, 2)}\n`);
console.log(`\nKept as ${path.relative(process.cwd(), kept)}.`);

/** Tells a row when it is measured: a run takes its time. */
function show(row: Row): void {
  rows.push(row);
  console.log(tableOf([row])[2]);
}

function machine(): object {
  const [processor] = cpus();
  return {
    processor: processor?.model,
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / MiB),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
