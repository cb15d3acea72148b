import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { GiB, MiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { contest, type Contestant, type Row } from './contest.ts';
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
    words: (image) => ['compare', image, image, '--source-format', 'raw'],
    qemu: (image, { qemu }) => ['compare', '-f', qemu.format, '-F', qemu.format, image, image],
  },
  {
    verb: 'hash',
    words: (image, format) => ['hash', image, ...sourceFormat(format)],
  },
  {
    verb: 'compact --dry-run',
    words: (image, format) => ['compact', '--dry-run', image, ...sourceFormat(format)],
  },
];

/** Measures what is asked of an image of 1 TiB with some data here and there. */
export async function* measureQueries(folder: string, rounds: number, size: Bytes = TiB): AsyncGenerator<Row> {
  const rawDisk = path.join(folder, 'sparse.raw');
  const pieces = Array.from({ length: 64 }, (_, index) => ({ start: index * 16 * GiB + 3 * MiB, length: 4 * MiB }));
  await makeSampleDisk(
    rawDisk,
    size,
    pieces.filter(({ start, length }) => start + length <= size),
  );
  const output = path.join(folder, 'output');
  await mkdir(output, { recursive: true });
  const start = [{ name: 'platter', ...platter(['--version']) }, ...theirs(['--version'])] as const;
  yield { work: '--version', disk: '', outcomes: await contest(start, output, rounds) };
  for (const format of benchFormats.filter(({ id }) => sparse.includes(id))) {
    const image = path.join(folder, `sparse-${format.id}.${format.extension}`);
    await makeImage(format, rawDisk, image);
    for (const { verb, words, qemu } of queries) {
      const contestants = [
        { name: 'platter', ...platter(words(image, format)) },
        ...theirs(qemu?.(image, format)),
      ] as const;
      const outcomes = await contest(contestants, output, rounds);
      yield { work: `${verb} ${format.title}`, disk: '1 TiB sparse', outcomes };
    }
  }
}

function theirs(words: readonly string[] | undefined): readonly Contestant[] {
  return words ? [{ name: 'qemu-img', command: 'qemu-img', words }] : [];
}
