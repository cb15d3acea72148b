import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Watch } from '#main/core/disk/format.ts';
import { convert } from '#main/core/operations/convert.ts';
import { removeIfThere } from '#main/core/io/folders.ts';
import { hash } from '#main/core/operations/hash.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import type { Campaign } from './campaign.ts';

const trials = { short: 12, full: 160 } as const;

/** Whole seconds can be set back exactly. */
const longAgo = new Date('2001-09-09T01:46:40Z');

/** What the rest of the world does to a file. None of it is told to anybody. */
const changes = {
  append: (file) => {
    appendFileSync(file, 'more');
  },
  cut: (file, random) => {
    truncateSync(file, random.below(statSync(file).size));
  },
  /** One sector is overwritten, and the time of the last change is put back. */
  overwrite(file, random) {
    const { size } = statSync(file);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(512, 0xee), 0, 512, random.below(size - 512));
    closeSync(descriptor);
    utimesSync(file, longAgo, longAgo);
  },
  replace(file) {
    writeFileSync(`${file}.new`, Buffer.alloc(1 * MiB, 0xee));
    renameSync(`${file}.new`, file);
  },
  remove: unlinkSync,
} satisfies Record<string, (file: string, random: Random) => void>;

type Change = keyof typeof changes;

/** A disk in one of the formats, as it was made: each trial works on a copy. */
interface Kind {
  readonly name: string;
  readonly format: string;
}

const kinds: readonly [Kind, ...Kind[]] = [
  { name: 'disk.img', format: 'raw' },
  { name: 'disk.vdi', format: 'vdi' },
  { name: 'disk.vhd', format: 'vhd' },
  { name: 'disk.vmdk', format: 'vmdk' },
];

interface Trial {
  readonly kind: Kind;
  readonly change: Change;
  readonly target: string;
  /** Milliseconds after the copy began; at its very start when absent. */
  readonly after: number;
}

/** Changes sources at random moments of their conversion. */
export const movingWorlds: Campaign = {
  title: 'sources changed while they are converted',
  promise: 'the conversion is refused and leaves nothing, or its result is what the source was before',
  atLeast: trials,
  minutes: 0.5,
  async run({ length, seed, report }) {
    const random = seededRandom(seed);
    await using folder = await TempFolder.create();
    const expected = await makeSources(folder);
    const losses: string[] = [];
    let refused = 0;
    for (let number = 0; number < trials[length]; number += 1) {
      const trial: Trial = {
        kind: random.pick(kinds),
        change: random.pick(Object.keys(changes) as [Change, ...Change[]]),
        target: `target.${random.pick(['vdi', 'vhd', 'vmdk', 'img'])}`,
        after: random.below(120),
      };
      const outcome = await attempt(folder, trial, random);
      if (outcome === 'refused') refused += 1;
      else if (outcome !== expected)
        losses.push(`seed ${String(seed)}, trial ${String(number)} ${JSON.stringify(trial)}: ${outcome}`);
      if (number % 40 === 39) report(`${String(number + 1)} changes`);
    }
    return { tried: trials[length], losses, remarks: `${String(refused)} refused, the others were done reading` };
  },
};

/** Returns the digest of the disk that all of them hold. */
async function makeSources(folder: TempFolder): Promise<string> {
  const raw = folder.at('disk.img');
  const size: Bytes = 40 * MiB;
  await makeSampleDisk(raw, size, [{ start: 0, length: 24 * MiB }]);
  for (const { name } of kinds.slice(1))
    await convert({ source: raw, sourceFormat: 'raw', target: folder.at(name) }, unwatched);
  return (await hash({ path: raw, sourceFormat: 'raw' }, unwatched)).value;
}

/** `refused`, the digest of the result, or what else is wrong. */
async function attempt(folder: TempFolder, { kind, change, target, after }: Trial, random: Random): Promise<string> {
  const source = folder.at(`source-${kind.name}`);
  await copyFile(folder.at(kind.name), source);
  utimesSync(source, longAgo, longAgo);
  const before = (await folder.names()).filter((name) => !name.startsWith('source-'));
  let timer: NodeJS.Timeout | undefined;
  const act = () => {
    changes[change](source, random);
  };
  const watch: Watch = {
    ...unwatched,
    report() {
      timer ??= setTimeout(act, after);
    },
  };
  const job = { source, sourceFormat: kind.format, target: folder.at(target) };
  try {
    await convert(job, watch);
    const { value } = await hash(
      { path: job.target, sourceFormat: target.slice(7) === 'img' ? 'raw' : undefined },
      unwatched,
    );
    return value;
  } catch (thrown) {
    if (!(thrown instanceof DiskError) || thrown.reason !== 'source.changed') return String(thrown);
    const left = (await folder.names()).filter((name) => !name.startsWith('source-'));
    return left.join() === before.join() ? 'refused' : `it left ${left.join()}`;
  } finally {
    clearTimeout(timer);
    for (const file of [source, job.target]) await removeIfThere(file);
  }
}
