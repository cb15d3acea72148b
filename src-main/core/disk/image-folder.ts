import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { asDiskError } from '../io/file-errors.ts';
import { openForReading, type NodeFile } from '../io/node-file.ts';
import { isPlainName } from '../io/plain-name.ts';
import type { ImageFiles } from './format.ts';
import type { Limits } from './limits.ts';

/**
 * The host side of `ImageFiles`: opens what an image names, under the default policy that a name inside an image opens
 * nothing but plain files in the image's own folder. Owns every file it opened.
 */
export class ImageFolder implements ImageFiles<NodeFile>, AsyncDisposable {
  readonly main: NodeFile;
  readonly name: string;
  readonly #folder: string;
  readonly #limits: Limits;
  readonly #siblings = new Map<string, Promise<NodeFile>>();

  private constructor(main: NodeFile, limits: Limits) {
    this.main = main;
    this.name = path.basename(main.path);
    this.#folder = path.dirname(main.path);
    this.#limits = limits;
  }

  /** Opens the main file. Throws what opening a file throws: `file.missing`, `file.denied`, `file.not-regular`, … */
  static async open(file: string, limits: Limits): Promise<ImageFolder> {
    return new ImageFolder(await openForReading(file), limits);
  }

  /** Opens a file beside the main one, once. Throws `file.outside-folder` for anything else, links included. */
  sibling(name: string): Promise<NodeFile> {
    const known = this.#siblings.get(name);
    if (known) return known;
    const opened = this.#open(name);
    this.#siblings.set(name, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#siblings.values());
    const files = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.all([this.main, ...files].map((file) => file.close()));
  }

  async #open(name: string): Promise<NodeFile> {
    if (this.#siblings.size >= this.#limits.files) throw new DiskError('file.too-many', { limit: this.#limits.files });
    return openForReading(await pathInFolder(this.#folder, name));
  }
}

/**
 * The path of an existing file that a name inside an image stands for. Throws `file.outside-folder` unless it is a plain
 * name and no link that leads out of the folder, and `file.missing` when nothing has it.
 */
export async function pathInFolder(folder: string, name: string): Promise<string> {
  if (!isPlainName(name)) throw new DiskError('file.outside-folder', { name });
  const file = path.join(folder, name);
  if (await leadsElsewhere(file, folder)) throw new DiskError('file.outside-folder', { name });
  return file;
}

async function leadsElsewhere(file: string, folder: string): Promise<boolean> {
  try {
    return path.dirname(await realpath(file)) !== (await realpath(folder));
  } catch (thrown) {
    throw asDiskError(thrown, file);
  }
}
