import { execFile } from 'node:child_process';
import { copyFileSync, createWriteStream, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { corpusFolder } from './need.ts';

/** A row of the corpus's manifest: one real image and what is known of it. */
export interface CorpusImage {
  /** Relative to the corpus, still with `.xz`. */
  readonly file: string;
  readonly format: string;
  readonly variant: string;
  /** NaN where the manifest has none. */
  readonly virtualSize: number;
  /** SHA-256 of the whole content; undefined where no honest content exists. */
  readonly digest: string | undefined;
  readonly quirks: string;
}

/** All images of the manifest; the extents and parents of a set are not images of their own. */
export function corpusImages(): readonly CorpusImage[] {
  const lines = readFileSync(path.join(corpusFolder, 'MANIFEST.tsv'), 'utf8').trim().split('\n').slice(1);
  return lines
    .map((line) => line.split('\t'))
    .filter(([, , , format]) => format !== '(part of set)')
    .map(([file = '', , , format = '', variant = '', , size = '', digest = '', quirks = '']) => ({
      file,
      format,
      variant,
      virtualSize: size === '' ? NaN : Number(size),
      digest: /^[0-9a-f]{64}$/.test(digest) ? digest : undefined,
      quirks,
    }));
}

/** Unpacks the folder that an image lies in, extents and parents included, and returns the image's path. */
export async function unpack({ file }: CorpusImage, into: string): Promise<string> {
  const source = path.join(corpusFolder, path.dirname(file));
  const target = path.join(into, path.dirname(file));
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    const from = path.join(source, name);
    if (name.endsWith('.xz')) await unxz(from, path.join(target, name.slice(0, -3)));
    else copyFileSync(from, path.join(target, name));
  }
  return path.join(into, file.replace(/\.xz$/, ''));
}

/** Unpacked images can be large and mostly empty: `cp --sparse` gives the zeros back to the disk. */
async function unxz(from: string, to: string): Promise<void> {
  const xz = spawn('xz', ['-dc', from], { stdio: ['ignore', 'pipe', 'ignore'] });
  await pipeline(xz.stdout, createWriteStream(`${to}.unpacked`));
  await promisify(execFile)('cp', ['--sparse=always', `${to}.unpacked`, to]);
  await promisify(execFile)('rm', [`${to}.unpacked`]);
}
