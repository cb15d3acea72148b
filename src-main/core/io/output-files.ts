import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { allOf } from './all-of.ts';
import type { CleanUp } from './clean-up.ts';
import { isTaken, removeIfThere, requireReplaceable } from './folders.ts';
import { HandlePool } from './handle-pool.ts';
import { createExclusively, type FileOptions, type NodeFile } from './node-file.ts';
import { partName } from './part-name.ts';
import { isPlainName } from './plain-name.ts';
import { PooledWriter } from './pooled-file.ts';
import type { Part } from './publish.ts';
import type { Writer } from './reader.ts';
import type { WhenFull } from './when-full.ts';

/** The files of a new image while they are written: temporaries beside their targets. */
export interface OutputFiles {
  readonly main: Writer;
  /** The name the main file will have, without its folder. */
  readonly name: string;
  /**
   * The file that will be beside the main one under this name; the same one for the same name. Throws `file.outside-folder`
   * for anything but a plain name, and `target.exists`.
   */
  sibling(name: string): Promise<Writer>;
  /** The paths that the files will have, the main one first. */
  readonly paths: readonly string[];
  /** What all files take on the disk, holes not counted. */
  allocatedSize(): Promise<Bytes>;
  /** False when the file system cannot promise that what is written is on its medium. Known for certain once all is written. */
  readonly canFlush: boolean;
}

/** Where the files go and under which rules. */
export interface OutputPlace {
  readonly folder: string;
  readonly name: string;
  /** Which files may replace those that have their names; the others throw `target.exists`. */
  readonly replaces: 'nothing' | 'main' | 'everything';
  /** Of the temporaries: who owns them, and for what. */
  readonly mark: string;
  /** The files are never marked as sparse (see `DiskFormat`). */
  readonly isNeverSparse?: boolean | undefined;
  /** What to do when the disk is full. Absent: writing throws `target.disk-full`. */
  readonly whenFull?: WhenFull | undefined;
}

interface OpenPart extends Part {
  readonly file: NodeFile | PooledWriter;
}

/** Siblings of one image that are open at once. Whoever writes a split disk is done with a file when it begins the next one. */
const siblingsOpen = 64;

/**
 * Creates the temporaries of one image, exclusively, and knows them all. Whatever it makes is noted in its clean-up.
 * The main file stays open; siblings are flushed and closed when they have not been used for long, and opened again when
 * they are needed, if they are still the same.
 */
export class OutputFileSet implements OutputFiles {
  readonly name: string;
  readonly main: Writer;
  readonly #place: OutputPlace;
  readonly #cleanUp: CleanUp;
  readonly #parts: OpenPart[];
  readonly #siblings = new Map<string, Promise<OpenPart>>();
  readonly #handles = new HandlePool(siblingsOpen);
  #isSealed = false;

  static async create(place: OutputPlace, cleanUp: CleanUp): Promise<OutputFileSet> {
    const { file, ...part } = await createTemporary(place, place.name);
    cleanUp.add(part.temporary, () => file.close().finally(() => removeIfThere(part.temporary)));
    return new OutputFileSet(place, cleanUp, { ...part, file });
  }

  constructor(place: OutputPlace, cleanUp: CleanUp, main: OpenPart) {
    this.#place = place;
    this.#cleanUp = cleanUp;
    this.#parts = [main];
    this.name = place.name;
    this.main = main.file;
  }

  /** All files, the main one first. */
  get parts(): readonly [main: Part, ...siblings: Part[]] {
    return this.#parts as [OpenPart, ...OpenPart[]];
  }

  get paths(): readonly string[] {
    return this.#parts.map(({ target }) => target);
  }

  async sibling(name: string): Promise<Writer> {
    if (!isPlainName(name) || name === this.name) throw new DiskError('file.outside-folder', { name });
    if (this.#isSealed) throw new Error(`The output is finished; ${name} comes too late`);
    let part = this.#siblings.get(name);
    if (!part) {
      part = this.#add(name);
      this.#siblings.set(name, part);
    }
    return (await part).file;
  }

  get canFlush(): boolean {
    return this.#parts.every(({ file }) => file.canFlush);
  }

  async allocatedSize(): Promise<Bytes> {
    const sizes = await Promise.all(this.#parts.map(({ file }) => file.allocatedSize()));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Brings everything to the medium and closes it. No file can be added any more. */
  async seal(): Promise<void> {
    await this.settle();
    for (const { file } of this.#parts) await file.flush();
    for (const { file } of this.#parts) await file.close();
  }

  /** Waits for files that are being created, so that none appears after the clean-up. No file can be added any more. */
  async settle(): Promise<void> {
    this.#isSealed = true;
    await Promise.allSettled(this.#siblings.values());
  }

  async #add(name: string): Promise<OpenPart> {
    const { file: created, ...part } = await createTemporary(this.#place, name);
    const file = new PooledWriter(created, this.#handles, optionsOf(this.#place, part));
    // Before anything else can fail: to make room for this file, another one may have to be flushed.
    this.#cleanUp.add(part.temporary, async () => {
      await allOf([file.close(), created.close()]).finally(() => removeIfThere(part.temporary));
    });
    await file.enter(created);
    this.#parts.push({ ...part, file });
    return { ...part, file };
  }
}

function optionsOf({ isNeverSparse, whenFull }: OutputPlace, { target }: Pick<Part, 'target'>): FileOptions {
  return { shownAs: target, isNeverSparse, whenFull };
}

async function createTemporary(place: OutputPlace, name: string): Promise<Part & { readonly file: NodeFile }> {
  const target = path.join(place.folder, name);
  const mayReplace = place.replaces === 'everything' || (place.replaces === 'main' && name === place.name);
  if (mayReplace) await requireReplaceable(target);
  else if (await isTaken(target)) throw new DiskError('target.exists', { path: target });
  const temporary = path.join(place.folder, partName(name, place.mark));
  const file = await createExclusively(temporary, { ...optionsOf(place, { target }), writesEarly: true });
  return { temporary, target, identity: file.identity, mayReplace, file };
}
