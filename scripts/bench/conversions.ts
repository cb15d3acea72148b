import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { GiB } from '#shared/model/bytes.ts';
import { aimsOfConversion, aimsOfLargeDisk, aimsOfSmallStream, type Aim } from './aims.ts';
import { contest, type Contestant, type Patience, type Row } from './contest.ts';
import { makeDisk } from './disks.ts';
import { benchFormats, canHold, makeFragmentedImage, makeImage, optionsOf, type BenchFormat } from './images.ts';
import type { PlanPart } from './plan.ts';
import { platter } from './platter.ts';

/**
 * Measures conversions: every source into every target of a part of the plan. The images are made in `folder`, and removed
 * when they were measured, except for the raw disks, which others may need.
 */
export async function* measureConversions(folder: string, part: PlanPart, patience: Patience): AsyncGenerator<Row> {
  const { disk, size, level } = part;
  const name = `${disk}-${String(size)}`;
  const rawDisk = path.join(folder, `${name}.raw`);
  if (disk !== 'fragmented' && !existsSync(rawDisk)) await makeDisk(disk, rawDisk, size);
  const output = path.join(folder, 'output');
  await mkdir(output, { recursive: true });
  for (const source of formatsOf(part.from).filter((format) => canHold(format, disk))) {
    const images = path.join(folder, 'source');
    await mkdir(images, { recursive: true });
    const image = path.join(images, `${name}.${source.extension}`);
    await (disk === 'fragmented' ? makeFragmentedImage(source, image, size) : makeImage(source, rawDisk, image));
    for (const target of formatsOf(part.to)) {
      const result = path.join(output, `result.${target.extension}`);
      const { isForMemory } = part;
      const all = contestantsFor(source, image, { format: target, path: result, level });
      const challenge = {
        work: `${source.title} → ${target.title}${level === undefined ? '' : `, level ${String(level)}`}`,
        disk: `${disk}, ${String(Math.round((size / GiB) * 100) / 100)} GiB`,
        aims: aimsOf(source, target, part),
        contestants: isForMemory ? all.filter(isOurs) : all,
      };
      yield await contest(challenge, output, isForMemory ? { ...patience, rounds: 1 } : patience);
    }
    await rm(images, { recursive: true });
  }
}

function aimsOf(source: BenchFormat, target: BenchFormat, part: PlanPart): readonly Aim[] {
  if (part.isForMemory) return aimsOfLargeDisk;
  return part.level === undefined ? aimsOfConversion(source, target, part.disk) : aimsOfSmallStream;
}

function formatsOf(ids: readonly string[]): readonly BenchFormat[] {
  return benchFormats.filter(({ id }) => ids.includes(id));
}

function isOurs({ name }: Contestant): boolean {
  return name === 'platter' || name === 'platter, verified';
}

interface Target {
  readonly format: BenchFormat;
  readonly path: string;
  readonly level: number | undefined;
}

function contestantsFor(source: BenchFormat, image: string, target: Target): readonly Contestant[] {
  const { platter: chosen, qemu } = target.format;
  const words = [
    ...['convert', image, target.path, '--source-format', source.platter.format],
    ...['--format', chosen.format, '--variant', chosen.variant],
    ...(target.level === undefined ? [] : ['--option', `level=${String(target.level)}`]),
  ];
  const theirs = ['-f', source.qemu.format, '-O', qemu.format, ...optionsOf(qemu.options), image, target.path];
  const isCopy = source.id === 'raw' && target.format.id === 'raw';
  return [
    { name: 'platter', ...platter([...words, '--no-verify']) },
    { name: 'platter, verified', ...platter(words) },
    // Platter never calls a result done that is not on the medium; qemu-img leaves that to chance unless it is told.
    { name: 'qemu-img', command: 'qemu-img', words: ['convert', '-t', 'writeback', ...theirs] },
    // Compressing takes so long that flushing makes no difference.
    ...(target.format.id === 'vmdk-stream'
      ? []
      : [{ name: 'qemu-img, unflushed', command: 'qemu-img', words: ['convert', ...theirs] } as const]),
    ...(isCopy ? [{ name: 'limit', command: 'cp', words: ['--sparse=always', image, target.path] } as const] : []),
  ];
}
