import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** An image as files of one folder, small enough to be held and changed in memory. */
export interface ImageSet {
  /** What it is, for messages: 'vmdk in two files'. */
  readonly title: string;
  /** The name of the file to open. */
  readonly main: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Only raw disks need it. */
  readonly sourceFormat?: string | undefined;
}

const description = 'set.json';

/** Keeps a set in a new folder, for a process that reads it later. */
export async function keepSet(folder: string, { files, ...about }: ImageSet): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, description), JSON.stringify(about));
  await mkdir(path.join(folder, 'files'));
  await writeFiles(path.join(folder, 'files'), files);
}

/** Reads a set that was kept, with all that was told of it; its files are its own. */
export async function readSet<S extends ImageSet>(folder: string): Promise<S> {
  const about = JSON.parse(await readFile(path.join(folder, description), 'utf8')) as Omit<S, 'files'>;
  return { ...about, files: await readFiles(path.join(folder, 'files')) } as S;
}

/** The same, with files that are read each time they are asked for: what a process holds counts as what a mutant takes. */
export async function openSet(folder: string): Promise<ImageSet> {
  const about = JSON.parse(await readFile(path.join(folder, description), 'utf8')) as Omit<ImageSet, 'files'>;
  const names = await readdir(path.join(folder, 'files'));
  return {
    ...about,
    get files() {
      return new Map(names.map((name) => [name, readFileSync(path.join(folder, 'files', name))]));
    },
  };
}

/** The content of all regular files of a folder. */
export async function readFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (entry.isFile()) files.set(entry.name, await readFile(path.join(folder, entry.name)));
  }
  return files;
}

/** Puts files into a folder, over what has their names. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, content] of files) {
    await rm(path.join(folder, name), { force: true });
    await writeFile(path.join(folder, name), content);
  }
}

/** Whether two sets of files are the same to the last byte. */
export function sameFiles(a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): boolean {
  return (
    a.size === b.size &&
    [...a].every(([name, content]) => Buffer.compare(content, b.get(name) ?? new Uint8Array(0)) === 0)
  );
}
