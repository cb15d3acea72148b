// npm run bench: Platter beside qemu-img (and cp, as the limit) in the same run. Prints a table of the best times and their ratios, with what
// was to be reached; the numbers of every row are kept as JSON under bench/. Without further words everything is measured, in
// about twenty minutes on two cores. Choose less with the options, for example
//   npm run bench -- --disk mixed --from raw --to vmdk,vmdk-stream --rounds 5 --no-queries --no-window
// With --publish the numbers become those that docs/generated/performance.md shows; those of a part replace the same rows there.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { measureConversions } from './bench/conversions.ts';
import type { Row } from './bench/contest.ts';
import { diskKinds, type DiskKind } from './bench/disks.ts';
import { benchFormats } from './bench/images.ts';
import { completePlan, type PlanPart } from './bench/plan.ts';
import { measureQueries } from './bench/queries.ts';
import { keptRun, withPart, type KeptRun } from './bench/kept-run.ts';
import { countAims, tableOf } from './bench/table.ts';
import { measureWindow, type WindowRow } from './bench/window.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { ensureBuilt } from '#test/support/build.ts';
import { inProject } from './support/project.ts';

interface Wish {
  readonly disk?: readonly DiskKind[];
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly level?: number;
  readonly rounds: number;
  readonly patience: number;
  readonly patienceWhenMissed: number;
  readonly size: number;
  readonly publish: boolean;
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
  .option('--disk <kinds>', `only some: of ${diskKinds.join(', ')}`, oneOf(diskKinds))
  .option('--from <formats>', `only some sources: of ${ids.join(', ')}`, oneOf(ids))
  .option('--to <formats>', 'only some targets: of the same', oneOf(ids))
  .option('--level <number>', 'compression level of streams', positive)
  .option('--rounds <number>', 'runs of each program for each row', positive, 5)
  .option('--patience <seconds>', 'after so long, a row gets no further round', positive, 12)
  .option('--patience-when-missed <seconds>', 'the same while an aim of time is missed', positive, 60)
  .option('--size <GiB>', 'of the disks, where some are chosen', positive, 2)
  .option('--publish', 'let the documentation show this run', false)
  .option('--no-queries', 'leave out info, map, check, hash, compare and compact of a large sparse disk')
  .option('--no-conversions', 'leave out conversions')
  .option('--no-window', 'leave out the window, which is measured in Chromium')
  .parse();

const wish = program.opts<Wish>();
await ensureBuilt();
const folder = await mkdtemp(path.join(tmpdir(), 'platter-bench-'));
const patience = { rounds: wish.rounds, seconds: wish.patience, secondsWhenMissed: wish.patienceWhenMissed };
const rows: Row[] = [];
/** The file of this run. */
const own = inProject('bench', `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
let windowRows: readonly WindowRow[] = [];
try {
  if (wish.conversions) {
    for (const part of plan()) for await (const row of measureConversions(folder, part, patience)) await show(row);
  }
  if (wish.queries) for await (const row of measureQueries(folder, patience)) await show(row);
  if (wish.window) windowRows = await measureWindow(folder, wish.rounds);
} finally {
  await rm(folder, { recursive: true, force: true });
}

const { met, all } = countAims(rows);
console.log(`\n${tableOf(rows).join('\n')}\n\n${String(met)} of ${String(all)} aims met.`);
for (const { work, milliseconds } of windowRows) console.log(`${work}: ${milliseconds.toFixed(0)} ms`);
await keep(own);
console.log(`Kept as ${path.relative(process.cwd(), own)}.`);
if (wish.publish) await publish();

/** Everything, or what was chosen. */
function plan(): readonly PlanPart[] {
  const { disk, from, to, level, size } = wish;
  if (!disk && !from && !to) return completePlan;
  return (disk ?? ['mixed']).map((kind) => ({
    disk: kind,
    size: Math.round(size * GiB),
    from: from ?? ids,
    to: to ?? ids,
    ...(level !== undefined && { level }),
  }));
}

/** Tells a row when it is measured, and keeps all so far: a run takes its time, and may be ended before it is complete. */
async function show(row: Row): Promise<void> {
  rows.push(row);
  console.log(tableOf([row])[2]);
  await keep(own);
}

async function keep(file: string): Promise<void> {
  await write(file, { machine: await machine(), rows, windowRows });
}

/** A complete run takes the place of the published one; of another, each row takes that of the same row. */
async function publish(): Promise<void> {
  const file = inProject(keptRun);
  if (wish.conversions && wish.queries && wish.window && plan() === completePlan) return keep(file);
  const whole = JSON.parse(await readFile(file, 'utf8')) as KeptRun;
  await write(file, withPart(whole, { machine: await machine(), rows, windowRows }, new Date()));
}

async function write(file: string, run: KeptRun): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(run, undefined, 2)}\n`);
}

async function machine(): Promise<KeptRun['machine']> {
  const [processor] = cpus();
  return {
    processor: processor?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / MiB),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    qemu: (await qemuImg('--version')).split('\n')[0] ?? '',
  };
}
