import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { atomically } from '../io/atomic-output.ts';
import { CleanUp } from '../io/clean-up.ts';
import { flushFolder, removeIfSame } from '../io/folders.ts';
import { createExclusively, openForReading, type NodeFile } from '../io/node-file.ts';
import { isPlainName } from '../io/plain-name.ts';
import type { Writer } from '../io/reader.ts';
import type { ResizeFiles } from './format.ts';
import type { Limits } from './limits.ts';
import type { OpenFolder } from './open-layer.ts';
import { WritableFolder } from './writable-folder.ts';

/** The files of an image whose size is changed, which may need more files than it had. Owns every file it opened or made. */
export class ResizeFolder implements ResizeFiles, OpenFolder {
  readonly main: NodeFile;
  readonly name: string;
  readonly #folder: WritableFolder;
  #cleanUp = new CleanUp();
  readonly #made: NodeFile[] = [];

  private constructor(folder: WritableFolder) {
    this.main = folder.main;
    this.name = folder.name;
    this.#folder = folder;
  }

  static async open(file: string, limits: Limits): Promise<ResizeFolder> {
    return new ResizeFolder(await WritableFolder.open(file, limits));
  }

  sibling(name: string): Promise<Writer> {
    return this.#folder.sibling(name);
  }

  async create(name: string): Promise<Writer> {
    if (!isPlainName(name)) throw new DiskError('file.outside-folder', { name });
    const file = path.join(path.dirname(this.main.path), name);
    const made = await createExclusively(file);
    this.#made.push(made);
    this.#cleanUp.add(file, async () => {
      await made.close();
      await removeIfSame(file, made.identity.inode);
    });
    return made;
  }

  async replaceMain(content: Uint8Array): Promise<void> {
    // What the new content names has to be in the folder for good before it.
    for (const made of this.#made) await made.flush();
    await flushFolder(path.dirname(this.main.path));
    try {
      await atomically(this.main.path, { overwrite: true }, ({ main }) => main.write(0, content));
    } catch (thrown) {
      // It can fail behind the very moment in which the new content got its name: then what that names has to stay.
      if (await this.#mainHolds(content)) this.#cleanUp = new CleanUp();
      throw thrown;
    }
    this.#cleanUp = new CleanUp();
  }

  async remove(name: string): Promise<void> {
    await this.#folder.remove(name);
  }

  async #mainHolds(content: Uint8Array): Promise<boolean> {
    await using file = await openForReading(this.main.path);
    const found = new Uint8Array(file.size);
    await file.read(0, found);
    return Buffer.compare(found, content) === 0;
  }

  /** Does the resizing; when it fails, the files that it made are removed again. */
  async finish(resize: () => Promise<void>): Promise<void> {
    try {
      await resize();
    } catch (thrown) {
      throw await this.#cleanUp.after(thrown);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#folder[Symbol.asyncDispose](), ...this.#made.map((file) => file.close())]);
  }
}
