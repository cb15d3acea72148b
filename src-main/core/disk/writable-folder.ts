import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { flushFolder, removeIfThere } from '../io/folders.ts';
import { HandlePool } from '../io/handle-pool.ts';
import { openForWriting, type NodeFile } from '../io/node-file.ts';
import { PooledWriter } from '../io/pooled-file.ts';
import type { Writer } from '../io/reader.ts';
import type { ImageFiles } from './format.ts';
import { pathInFolder } from './image-folder.ts';
import type { Limits } from './limits.ts';
import { openMain } from './open-main.ts';

/** Split disks have thousands of files; those that were used last stay open. */
const mostOpen = 64;

/**
 * The files of an image that is written in place, under the same policy as for reading: a name inside an image opens
 * nothing but plain files in the image's own folder. Owns every file it opened.
 */
export class WritableFolder implements ImageFiles<Writer>, AsyncDisposable {
  readonly main: NodeFile;
  readonly name: string;
  readonly #limits: Limits;
  readonly #pool = new HandlePool(mostOpen);
  readonly #siblings = new Map<string, Promise<PooledWriter>>();

  private constructor(main: NodeFile, limits: Limits) {
    this.main = main;
    this.name = path.basename(main.path);
    this.#limits = limits;
  }

  /** Opens the main file. Throws what opening a file throws, `file.denied` for one that must not be written among it. */
  static async open(file: string, limits: Limits): Promise<WritableFolder> {
    return new WritableFolder(await openMain(file, openForWriting), limits);
  }

  /** Opens a file beside the main one, once. Throws `file.outside-folder` for anything else, links included. */
  sibling(name: string): Promise<Writer> {
    const opened = this.#siblings.get(name) ?? this.#open(name);
    this.#siblings.set(name, opened);
    return opened;
  }

  /** Removes a file beside the main one, under the same policy. */
  async remove(name: string): Promise<void> {
    const file = await pathInFolder(path.dirname(this.main.path), name);
    const opened = await this.#siblings.get(name);
    this.#siblings.delete(name);
    await opened?.close();
    await removeIfThere(file);
    await flushFolder(path.dirname(this.main.path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#siblings.values());
    const files = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.all([this.main, ...files].map((file) => file.close()));
  }

  async #open(name: string): Promise<PooledWriter> {
    if (this.#siblings.size >= this.#limits.files) throw new DiskError('file.too-many', { limit: this.#limits.files });
    return PooledWriter.open(await pathInFolder(path.dirname(this.main.path), name), this.#pool);
  }
}
