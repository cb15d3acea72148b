import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createBoard, type Board } from '#main/core/jobs/board.ts';
import { formats } from '#main/core/formats/index.ts';
import { hash } from '#main/core/operations/hash.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { JobState } from '#shared/model/job.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { program } from '#test/support/program.ts';
import { runCli } from '#test/support/run-cli.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';
import type { Campaign } from './campaign.ts';

const dataSize: Bytes = 8 * MiB;
const diskSize: Bytes = 12 * MiB;

interface Trial {
  readonly source: string;
  readonly disk: TempFolder;
  readonly format: string;
  readonly variant: string;
  /** How much of the disk is taken when the conversion has passed its look at the free space. */
  readonly taken: Bytes;
}

/** Fills real, small file systems while images are written to them: by the command line, and as jobs of the window. */
export const fullDisks: Campaign = {
  title: 'full disks',
  promise: 'the command line ends with no-space and leaves nothing, a job waits and ends well once there is room',
  atLeast: { short: 3, full: 60 },
  minutes: 1,
  async run({ length, seed, report }) {
    if (noTinyDisk !== undefined) return { tried: 0, losses: [noTinyDisk] };
    const random = seededRandom(seed);
    const losses: string[] = [];
    let tried = 0;
    await using folder = await TempFolder.create();
    const source = folder.at('source.img');
    await sparseImage(source, { size: 64 * MiB, data: dataSize });
    const digest = await digestOf(source, 'raw');
    const rounds = length === 'short' ? 1 : 5;
    for (let round = 0; round < rounds; round += 1) {
      for (const [format, variant] of variantsFor(length)) {
        for (const attempt of [byCommandLine, asJob, asCancelledJob]) {
          await using disk = await tinyDisk(diskSize);
          const taken = (1 + random.below(3)) * MiB;
          const lost = await attempt({ source, disk, format, variant, taken }, digest, random);
          if (lost !== undefined) losses.push(`${attempt.name} ${format} ${variant}, seed ${String(seed)}: ${lost}`);
          tried += 1;
        }
      }
      report(`${String(tried)} times full`);
    }
    if ((await digestOf(source, 'raw')) !== digest) losses.push(`the source was changed, seed ${String(seed)}`);
    return { tried, losses };
  },
};

/** Every variant whose size follows its data: the others take their space before they begin, and are refused. */
function variantsFor(length: 'short' | 'full'): readonly (readonly [format: string, variant: string])[] {
  const all = formats.flatMap((format) =>
    format.variants
      .filter(({ create, info }) => create !== undefined && info.allocation !== 'fixed' && !info.id.endsWith('Flat'))
      .map(({ info }) => [format.id, info.id] as const),
  );
  return length === 'full' ? all : all.filter(([, variant]) => variant === 'twoGbMaxExtentSparse');
}

/** It looks at the free space before it begins, so what fills the disk comes after that: another program. */
async function byCommandLine({ source, disk, format, variant, taken }: Trial): Promise<string | undefined> {
  const words = [
    'convert',
    source,
    disk.at('disk'),
    '--source-format',
    'raw',
    '--format',
    format,
    '--variant',
    variant,
  ];
  let isFilled = false;
  const { code, stdout } = await runCli([...words, '--progress=json', '--json'], {
    program: program(),
    onStderr: () => {
      if (!isFilled) fill(disk.at('other'), diskSize - taken);
      isFilled = true;
    },
  });
  const names = (await disk.names()).join();
  const { error } = JSON.parse(stdout) as { error?: { code: string } };
  const isRight = code === 0 ? names.startsWith('disk') : code === 1 && error?.code === 'no-space' && names === 'other';
  return isRight ? undefined : `it ended with ${String(code)}, ${error?.code ?? 'no error'}, and left ${names}`;
}

/** Takes as much of a disk as there is, up to a size. */
function fill(file: string, size: Bytes): void {
  try {
    writeFileSync(file, new Uint8Array(size));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
  }
}

async function asJob(trial: Trial, digest: string, random: Random): Promise<string | undefined> {
  await using run = await stalledJob(trial);
  if (run.problem !== undefined) return run.problem;
  if (random.below(2) === 0) {
    run.board.resume(run.id);
    const again = await stateWhen(run, ({ kind }) => kind === 'paused');
    if (again.kind !== 'paused' || again.problem === undefined) return `resumed too early, it is ${again.kind}`;
  }
  await rm(trial.disk.at('other'));
  run.board.resume(run.id);
  const end = await stateWhen(run, ({ kind }) => kind !== 'running');
  if (end.kind !== 'succeeded') return `with room, it is ${JSON.stringify(end)}`;
  return (await digestOf(trial.disk.at('disk'), trial.format)) === digest ? undefined : 'its content differs';
}

async function asCancelledJob(trial: Trial): Promise<string | undefined> {
  await using run = await stalledJob(trial);
  if (run.problem !== undefined) return run.problem;
  run.board.cancel(run.id);
  const end = await stateWhen(run, ({ kind }) => kind !== 'running');
  const names = await trial.disk.names();
  return end.kind === 'cancelled' && names.join() === 'other'
    ? undefined
    : `it is ${end.kind}, with ${names.join(', ')}`;
}

interface StalledJob extends AsyncDisposable {
  readonly board: Board;
  readonly id: string;
  /** Why the job does not wait for space. */
  readonly problem?: string;
}

/** A conversion as a job, whose disk is filled by another program while it is under way; again, when that came too late. */
async function stalledJob(trial: Trial): Promise<StalledJob> {
  for (let left = 10; ; left -= 1) {
    const run = await fillUnder(trial);
    if (run.problem === undefined || run.board.find(run.id).state.kind !== 'succeeded' || left === 0) return run;
    await run[Symbol.asyncDispose]();
    for (const name of await trial.disk.names()) await rm(trial.disk.at(name));
  }
}

async function fillUnder({ source, disk, format, variant, taken }: Trial): Promise<StalledJob> {
  const board = createBoard({ paceMs: 5 });
  const input = { source, sourceFormat: 'raw', target: disk.at('disk'), format, variant };
  const id = board.start('convert', input);
  const run = { board, id, [Symbol.asyncDispose]: () => board.close() };
  // Behind its look at the free space, and before it is done.
  await stateWhen(run, (state) => 'progress' in state && state.progress?.phase === 'copy');
  board.pause(id);
  fill(disk.at('other'), diskSize - taken);
  board.resume(id);
  const state = await stateWhen(run, ({ kind }) => kind !== 'running');
  const waits = state.kind === 'paused' && state.problem?.reason === 'job.waits-for-space';
  return waits ? run : { ...run, problem: `it does not wait: ${JSON.stringify(state)}` };
}

async function stateWhen(
  { board, id }: Pick<StalledJob, 'board' | 'id'>,
  expected: (state: JobState) => boolean,
): Promise<JobState> {
  for await (const jobs of board.watch(new AbortController().signal)) {
    const state = jobs.find((job) => job.id === id)?.state;
    if (state && (expected(state) || !['running', 'paused', 'queued'].includes(state.kind))) return state;
  }
  throw new Error('The board is closed');
}

async function digestOf(path: string, sourceFormat: string): Promise<string> {
  const { value } = await hash(
    { path, sourceFormat },
    { signal: new AbortController().signal, report: () => undefined },
  );
  return value;
}
