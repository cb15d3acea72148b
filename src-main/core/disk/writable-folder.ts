import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { flushFolder, removeIfThere } from '../io/folders.ts';
import { HandlePool } from '../io/handle-pool.ts';
import { lockForWriting, refuseHeld } from '../io/image-use.ts';
import { openForWriting, type NodeFile } from '../io/node-file.ts';
import { PooledWriter } from '../io/pooled-file.ts';
import type { Writer } from '../io/reader.ts';
import { allOf } from '../io/all-of.ts';
import type { ImageFiles } from './format.ts';
import { findBeside } from './image-folder.ts';
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
  readonly #lock: AsyncDisposable | undefined;
  readonly #pool = new HandlePool(mostOpen);
  readonly #siblings = new Map<string, Promise<PooledWriter>>();

  private constructor(main: NodeFile, limits: Limits, lock: AsyncDisposable | undefined) {
    this.main = main;
    this.name = path.basename(main.path);
    this.#limits = limits;
    this.#lock = lock;
  }

  /**
   * Opens the main file and locks it. Throws what opening a file throws, `file.denied` for one that must not be written among it, and
   * what `lockForWriting` throws for one that somebody else uses. Throws `file.cannot-flush` where nothing can be promised.
   */
  static async open(file: string, limits: Limits): Promise<WritableFolder> {
    const main = await openMain(file, async (found) => {
      await refuseHeld(found);
      return openForWriting(found);
    });
    try {
      await requireFlush(main);
      return new WritableFolder(main, limits, await lockForWriting(main));
    } catch (thrown) {
      await main.close();
      throw thrown;
    }
  }

  /** Opens a file beside the main one, once. Throws what `findBeside` throws. */
  sibling(name: string): Promise<Writer> {
    const opened = this.#siblings.get(name) ?? this.#open(name);
    this.#siblings.set(name, opened);
    return opened;
  }

  /** Removes a file beside the main one, under the same policy. */
  async remove(name: string): Promise<void> {
    const { path: file } = await findBeside(this.main, name);
    const opened = await this.#siblings.get(name);
    this.#siblings.delete(name);
    await opened?.close();
    await removeIfThere(file);
    await flushFolder(path.dirname(this.main.path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#siblings.values());
    const files = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await allOf([this.main, ...files].map((file) => file.close())).finally(() => this.#lock?.[Symbol.asyncDispose]());
  }

  async #open(name: string): Promise<PooledWriter> {
    if (this.#siblings.size >= this.#limits.files) throw new DiskError('file.too-many', { limit: this.#limits.files });
    const { path: file } = await findBeside(this.main, name);
    await refuseHeld(file);
    return PooledWriter.open(file, this.#pool);
  }
}

/** What is changed in place is safe from a power cut because of the order in which it reaches the medium. Throws `file.cannot-flush`. */
async function requireFlush(file: NodeFile): Promise<void> {
  await file.flush();
  if (!file.canFlush) throw new DiskError('file.cannot-flush', { path: file.path });
}
