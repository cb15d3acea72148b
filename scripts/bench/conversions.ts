import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Bytes } from '#shared/model/bytes.ts';
import { contest, type Contestant, type Row } from './contest.ts';
import { makeDisk, type DiskKind } from './disks.ts';
import { benchFormats, canHold, makeFragmentedImage, makeImage, optionsOf, type BenchFormat } from './images.ts';
import { platter } from './platter.ts';

export interface ConversionsWish {
  /** An empty folder with room for some images of the disk. */
  readonly folder: string;
  readonly disks: readonly DiskKind[];
  /** Ids of formats. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly size: Bytes;
  readonly rounds: number;
}

/** Measures conversions: every wanted source into every wanted target, for every wanted disk. */
export async function* measureConversions(wish: ConversionsWish): AsyncGenerator<Row> {
  for (const disk of wish.disks) {
    const rawDisk = path.join(wish.folder, `${disk}.raw`);
    if (disk !== 'fragmented') await makeDisk(disk, rawDisk, wish.size);
    for (const source of wanted(wish.from).filter((format) => canHold(format, disk))) {
      const image = path.join(wish.folder, `${disk}-${source.id}.${source.extension}`);
      await (disk === 'fragmented' ? makeFragmentedImage(source, image, wish.size) : makeImage(source, rawDisk, image));
      for (const target of wanted(wish.to)) {
        const folder = path.join(wish.folder, 'output');
        await mkdir(folder, { recursive: true });
        const result = path.join(folder, `result.${target.extension}`);
        const contestants = contestantsFor(source, image, { format: target, path: result });
        yield {
          work: `${source.title} → ${target.title}`,
          disk,
          outcomes: await contest(contestants, folder, wish.rounds),
        };
      }
    }
  }
}

function wanted(ids: readonly string[]): readonly BenchFormat[] {
  return ids.length === 0 ? benchFormats : benchFormats.filter(({ id }) => ids.includes(id));
}

interface Target {
  readonly format: BenchFormat;
  readonly path: string;
}

function contestantsFor(source: BenchFormat, image: string, target: Target): readonly Contestant[] {
  const { platter: chosen, qemu } = target.format;
  const words = [
    ...['convert', image, target.path, '--source-format', source.platter.format],
    ...['--format', chosen.format, '--variant', chosen.variant],
  ];
  const theirs = ['-f', source.qemu.format, '-O', qemu.format, ...optionsOf(qemu.options), image, target.path];
  const isCopy = source.id === 'raw' && target.format.id === 'raw';
  return [
    { name: 'platter', ...platter([...words, '--no-verify']) },
    { name: 'platter, verified', ...platter(words) },
    // Platter never calls a result done that is not on the medium; qemu-img leaves that to chance unless it is told.
    { name: 'qemu-img', command: 'qemu-img', words: ['convert', '-t', 'writeback', ...theirs] },
    { name: 'qemu-img, unflushed', command: 'qemu-img', words: ['convert', ...theirs] },
    ...(isCopy ? [{ name: 'cp', command: 'cp', words: ['--sparse=always', image, target.path] } as const] : []),
  ];
}
