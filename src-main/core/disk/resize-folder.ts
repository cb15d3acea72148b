import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { isTaken } from '../io/folders.ts';
import type { NodeFile } from '../io/node-file.ts';
import { Output } from '../io/output.ts';
import { isPlainName } from '../io/plain-name.ts';
import type { Writer } from '../io/reader.ts';
import type { ResizeFiles } from './format.ts';
import type { Limits } from './limits.ts';
import type { OpenFolder } from './open-layer.ts';
import { WritableFolder } from './writable-folder.ts';

/**
 * The files of an image whose size is changed, which may need more files than it had. Owns every file it opened or made. New
 * files have temporary names until the new main file, which names them, takes the place of the old one.
 */
export class ResizeFolder implements ResizeFiles, OpenFolder {
  readonly main: NodeFile;
  readonly name: string;
  readonly #folder: WritableFolder;
  /** What is new, from the first file that is made until all have their names. */
  #output: Output | undefined;

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
    if (await isTaken(file)) throw new DiskError('resize.file-in-the-way', { path: file, name: this.name });
    return (await this.#begin()).files.sibling(name);
  }

  async replaceMain(content: Uint8Array): Promise<void> {
    const output = await this.#begin();
    await output.files.main.write(0, content);
    await output.publish();
    this.#output = undefined;
  }

  async remove(name: string): Promise<void> {
    await this.#folder.remove(name);
  }

  /** Does the resizing; when it fails, the files that it made are removed again. */
  async finish(resize: () => Promise<void>): Promise<void> {
    try {
      await resize();
    } catch (thrown) {
      throw this.#output ? await this.#output.abandon(thrown) : thrown;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }

  async #begin(): Promise<Output> {
    this.#output ??= await Output.begin(this.main.path, { replaces: 'main' });
    return this.#output;
  }
}
