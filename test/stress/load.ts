import { setTimeout as sleep } from 'node:timers/promises';
import { MiB } from '#shared/model/bytes.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import type { Measures } from '#test/support/serve-measured.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import type { Campaign, Length } from './campaign.ts';
import { temporariesIn } from './kills/scenario.ts';
import { serveMeasured, type MeasuredWindow } from './load/measured-window.ts';

interface Load {
  readonly jobs: number;
  readonly cancels: number;
  readonly images: number;
}

/** The images of the full form are 4 GB together. */
const loads: Readonly<Record<Length, Load>> = {
  short: { jobs: 6, cancels: 2, images: 2 },
  full: { jobs: 200, cancels: 50, images: 40 },
};
const imageSize = 100 * MiB;

/** What the process may have more after all jobs than after the first of them. */
const mostHeap = 24 * MiB;
const mostResident = 200 * MiB;
/** How late the main thread may be while two conversions run, at the 99th percentile. */
const mostDelayMs = 50;

/** Queues many jobs in a served window and cancels some of them, at any time. */
export const load: Campaign = {
  title: 'jobs under load',
  promise: 'nothing leaks, nothing is left behind, and the window answers meanwhile',
  atLeast: { short: loads.short.jobs, full: loads.full.jobs },
  minutes: 2,
  isAlone: true,
  async run({ length, seed, report }) {
    const random = seededRandom(seed);
    const { images } = loads[length];
    await using folder = await TempFolder.create();
    for (let image = 0; image < images; image += 1) {
      await sparseImage(folder.at(`${String(image)}.img`), { size: imageSize, data: (2 + (image % 5) * 4) * MiB });
    }
    const own = new Set([...(await folder.names()), 'data']);
    await using window = await serveMeasured(folder);

    // Caches, thread pools and compiled code come with the first jobs.
    const first = await queue(window, folder, { ...loads[length], jobs: 3, cancels: 1 }, random);
    const before = await settled(window);
    const jobs = await queue(window, folder, loads[length], random);
    const during = await window.measure();
    const after = await settled(window, before);
    report(`${inMib(before.residentBytes)} before, ${inMib(after.residentBytes)} after`);

    const ends = Map.groupBy(jobs, ({ state }) => state.kind);
    const targets = (await folder.names()).filter((name) => !own.has(name));
    const losses = [
      ...problemsOf(before, after),
      ...(await temporariesIn(folder)).map((name) => `${name} was left behind`),
      ...(ends.get('failed') ?? []).map(({ state }) => `a job failed: ${JSON.stringify(state)}`),
    ];
    const made = [...first, ...jobs].filter(({ state }) => state.kind === 'succeeded').length;
    if (targets.length !== made) losses.push(`${String(made)} jobs made ${String(targets.length)} images`);
    // A machine that does something else is late for that reason alone, so the short form does not judge it.
    if (length === 'full' && during.delayMs > mostDelayMs)
      losses.push(`the main thread was ${inMs(during.delayMs)} late`);
    const late = `${inMs(during.delayMs)} late at the 99th percentile, ${inMs(during.worstDelayMs)} at worst`;
    const remarks = `${String(ends.get('cancelled')?.length ?? 0)} cancelled; ${late}; resident ${inMib(before.residentBytes)}, then ${inMib(after.residentBytes)}`;
    return { tried: jobs.length, losses: losses.map((loss) => `${loss} (seed ${String(seed)})`), remarks };
  },
};

/** Queues jobs, cancels some at any time, and returns all of them when they have ended. */
async function queue(
  window: MeasuredWindow,
  folder: TempFolder,
  { jobs, cancels, images }: Load,
  random: Random,
): Promise<readonly JobSnapshot[]> {
  const ids: string[] = [];
  const variants = ['dynamic', 'streamOptimized', 'monolithicSparse'] as const;
  for (let job = 0; job < jobs; job += 1) {
    const variant = random.pick(variants);
    const input = {
      source: folder.at(`${String(random.below(images))}.img`),
      sourceFormat: 'raw',
      target: folder.at(`${window.nextName()}.${variant === 'dynamic' ? 'vdi' : 'vmdk'}`),
      variant,
    };
    ids.push((await window.api.convert.start(input)).id);
  }
  // A third of the cancels come at once; the others while the queue gets shorter.
  const unlucky = ids.filter((_, index) => index % Math.ceil(jobs / cancels) === 0).slice(0, cancels);
  for (const [index, id] of unlucky.entries()) {
    if (index % 3 > 0) await window.whenBegun(id);
    await sleep(random.below(60));
    await window.api.jobs.cancel({ id });
  }
  return window.whenEnded(ids);
}

/** Measures when threads and files of the last job are gone, for which they get a while. */
async function settled(window: MeasuredWindow, before?: Measures): Promise<Measures> {
  for (let left = 50; ; left -= 1) {
    const measures = await window.measure();
    const isLeft = before && (measures.openFiles > before.openFiles || measures.threads > before.threads);
    if ((before && !isLeft) || left === 0 || (!before && left === 45)) return measures;
    await sleep(100);
  }
}

function problemsOf(before: Measures, after: Measures): readonly string[] {
  const grown = (measure: keyof Measures) => after[measure] - before[measure];
  const problems: string[] = [];
  if (grown('openFiles') > 0) problems.push(`${String(grown('openFiles'))} more files are open`);
  if (grown('threads') > 0) problems.push(`${String(grown('threads'))} more threads are there`);
  if (grown('heapBytes') > mostHeap) problems.push(`the heap has grown by ${inMib(grown('heapBytes'))}`);
  if (grown('residentBytes') > mostResident) problems.push(`the process has grown by ${inMib(grown('residentBytes'))}`);
  return problems;
}

const inMib = (bytes: number) => `${(bytes / MiB).toFixed(0)} MiB`;
const inMs = (time: number) => `${time.toFixed(1)} ms`;
