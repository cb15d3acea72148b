import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { GiB, MiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { aimsOfQuery } from './aims.ts';
import { contest, type Challenge, type Contestant, type Patience, type Row } from './contest.ts';
import { benchFormats, makeImage, type BenchFormat } from './images.ts';
import { platter } from './platter.ts';

/** Formats whose images of 1 TiB stay small. */
const sparse = ['raw', 'vdi', 'vhd', 'vmdk', 'vmdk-split'];

interface Query {
  readonly verb: string;
  readonly words: (image: string, format: BenchFormat) => readonly string[];
  /** Undefined where qemu-img cannot. */
  readonly qemu?: (image: string, format: BenchFormat) => readonly string[] | undefined;
}

/** Formats that `qemu-img check` knows. */
const checked = ['vdi', 'vmdk'];

const sourceFormat = ({ platter: { format } }: BenchFormat): readonly string[] => ['--source-format', format];

const queries: readonly Query[] = [
  {
    verb: 'info',
    words: (image, format) => ['info', image, ...sourceFormat(format)],
    qemu: (image, { qemu }) => ['info', '-f', qemu.format, image],
  },
  {
    verb: 'map',
    words: (image, format) => ['map', image, ...sourceFormat(format)],
    qemu: (image, { qemu }) => ['map', '-f', qemu.format, image],
  },
  {
    verb: 'check',
    words: (image, format) => ['check', image, ...sourceFormat(format)],
    qemu: (image, { qemu }) => (checked.includes(qemu.format) ? ['check', '-f', qemu.format, image] : undefined),
  },
  {
    verb: 'compare',
    words: (image, format) => ['compare', image, image, ...sourceFormat(format)],
    qemu: (image, { qemu }) => ['compare', '-f', qemu.format, '-F', qemu.format, image, image],
  },
  {
    verb: 'compact --dry-run',
    words: (image, format) => ['compact', '--dry-run', image, ...sourceFormat(format)],
  },
];

/** What Node takes to start and to do nothing: no command of Platter can be faster. */
const nodeAlone: Contestant = { name: 'limit', command: process.execPath, words: ['--eval', '0'] };

/** Verbs that are mostly start. */
const short = ['info'];

/** Measures what is asked of an image of 1 TiB with some data here and there. */
export async function* measureQueries(folder: string, patience: Patience, size: Bytes = TiB): AsyncGenerator<Row> {
  const rawDisk = path.join(folder, 'sparse.raw');
  await makeSparse(rawDisk, size);
  const output = path.join(folder, 'output');
  await mkdir(output, { recursive: true });
  const start: readonly Contestant[] = [
    { name: 'platter', ...platter(['--version']) },
    ...theirs(['--version']),
    nodeAlone,
  ];
  yield await contest(challenge('--version', '', start), output, patience);
  for (const format of benchFormats.filter(({ id }) => sparse.includes(id))) {
    const image = path.join(folder, `sparse-${format.id}.${format.extension}`);
    await makeImage(format, rawDisk, image);
    for (const { verb, words, qemu } of queries) {
      const contestants: readonly Contestant[] = [
        { name: 'platter', ...platter(words(image, format)) },
        ...theirs(qemu?.(image, format)),
        ...(short.includes(verb) ? [nodeAlone] : []),
      ];
      yield await contest(challenge(`${verb} ${format.title}`, '1 TiB sparse', contestants), output, patience);
    }
  }
  yield await measureHash(folder, output, patience);
}

/** A checksum of all content takes as long as the disk is large, whatever it holds: a smaller disk tells the same. */
async function measureHash(folder: string, output: string, patience: Patience): Promise<Row> {
  const rawDisk = path.join(folder, 'hashed.raw');
  await makeSparse(rawDisk, 4 * GiB);
  const contestants: readonly Contestant[] = [
    { name: 'platter', ...platter(['hash', rawDisk, '--source-format', 'raw']) },
    { name: 'limit', command: 'sha256sum', words: [rawDisk] },
  ];
  return contest(challenge('hash raw (limit: sha256sum)', '4 GiB sparse', contestants), output, patience);
}

/** 4 MiB of data in every 16 GiB. */
async function makeSparse(rawDisk: string, size: Bytes): Promise<void> {
  const pieces = Array.from({ length: 64 }, (_, index) => ({ start: index * 16 * GiB + 3 * MiB, length: 4 * MiB }));
  await makeSampleDisk(
    rawDisk,
    size,
    pieces.filter(({ start, length }) => start + length <= size),
  );
}

function challenge(work: string, disk: string, contestants: readonly Contestant[]): Challenge {
  return { work, disk, aims: aimsOfQuery[work.split(' ')[0] ?? ''] ?? [], contestants };
}

function theirs(words: readonly string[] | undefined): readonly Contestant[] {
  return words ? [{ name: 'qemu-img', command: 'qemu-img', words }] : [];
}
