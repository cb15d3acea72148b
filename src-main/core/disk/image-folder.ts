import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { asDiskError } from '../io/file-errors.ts';
import { HandlePool } from '../io/handle-pool.ts';
import { openForReading, type NodeFile } from '../io/node-file.ts';
import { isPlainName } from '../io/plain-name.ts';
import { PooledReader } from '../io/pooled-file.ts';
import type { WatchedFile } from '../io/reader.ts';
import { allOf } from '../io/all-of.ts';
import type { ImageFiles } from './format.ts';
import type { Limits } from './limits.ts';
import { openMain } from './open-main.ts';
import type { WatchedFolder } from './while-unchanged.ts';

/** Of all images that are read at the same time: a chain of split disks has tens of thousands of files. */
const handles = new HandlePool(256);

/** The first files of an image are opened at once, so that what cannot be read is refused then; the others wait for their turn. */
const openedAtOnce = 64;

/**
 * The host side of `ImageFiles`: opens what an image names, under the default policy that a name inside an image opens
 * nothing but plain files in the image's own folder. Owns every file it opened. The main file stays open; of the others
 * only as many as were used lately.
 */
export class ImageFolder implements ImageFiles, WatchedFolder, AsyncDisposable {
  readonly main: NodeFile;
  readonly name: string;
  readonly #limits: Limits;
  readonly #siblings = new Map<string, Promise<PooledReader>>();

  private constructor(main: NodeFile, limits: Limits) {
    this.main = main;
    this.name = path.basename(main.path);
    this.#limits = limits;
  }

  /** Opens the main file. Throws what opening a file throws: `file.missing`, `file.denied`, `file.not-regular`, … */
  static async open(file: string, limits: Limits): Promise<ImageFolder> {
    return new ImageFolder(await openMain(file, openForReading), limits);
  }

  /** A file beside the main one, the same for the same name. Throws what `findBeside` throws. */
  sibling(name: string): Promise<PooledReader> {
    const known = this.#siblings.get(name);
    if (known) return known;
    const found = this.#find(name, { opened: this.#siblings.size < openedAtOnce });
    this.#siblings.set(name, found);
    // A hostile descriptor names thousands of files that are not there: nobody needs to hold why each of them was refused.
    found.catch(() => this.#siblings.delete(name));
    return found;
  }

  /** All files of the image that were asked for so far. */
  async watchedFiles(): Promise<readonly WatchedFile[]> {
    return [this.main, ...(await this.siblings())];
  }

  /** The files beside the main one that were asked for so far. */
  async siblings(): Promise<readonly PooledReader[]> {
    const found = await Promise.allSettled(this.#siblings.values());
    return found.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await allOf([this.main, ...(await this.siblings())].map((file) => file.close()));
  }

  async #find(name: string, { opened }: { readonly opened: boolean }): Promise<PooledReader> {
    if (this.#siblings.size >= this.#limits.files) throw new DiskError('file.too-many', { limit: this.#limits.files });
    const { path: file, stats } = await findBeside(this.main, name);
    const reader = new PooledReader(file, stats, handles);
    if (opened) await reader.ready();
    return reader;
  }
}

/**
 * The path of an existing file that a name inside an image stands for. Throws `file.outside-folder` unless it is a plain
 * name and no link that leads out of the folder, and `file.missing` when nothing has it.
 */
export async function pathInFolder(folder: string, name: string): Promise<string> {
  return (await lookInFolder(folder, name)).path;
}

/**
 * The same beside the main file of an image, with what the system says of the file. Throws `vmdk.extent-is-descriptor`, too, for the
 * main file itself: a link leads there, and another case of its letters where the system does not mind that.
 */
export async function findBeside(main: NodeFile, name: string) {
  const found = await lookInFolder(path.dirname(main.path), name);
  const { dev, ino } = found.stats;
  // A file system without numbers for its files says 0 of all.
  const isMain = ino !== 0n && ino === main.identity.inode && dev === main.identity.device;
  if (isMain) throw new DiskError('vmdk.extent-is-descriptor', { name: path.basename(main.path) });
  return found;
}

/** What is no link lies where its name says: one look at it is enough. */
async function lookInFolder(folder: string, name: string) {
  if (!isPlainName(name)) throw new DiskError('file.outside-folder', { name });
  const file = path.join(folder, name);
  try {
    const stats = await lstat(file, { bigint: true });
    if (!stats.isSymbolicLink()) return { path: file, stats };
    if (path.dirname(await realpath(file)) === (await realpath(folder))) {
      return { path: file, stats: await stat(file, { bigint: true }) };
    }
  } catch (thrown) {
    throw asDiskError(thrown, file);
  }
  throw new DiskError('file.outside-folder', { name });
}
