import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { DiskError, toDiskError } from '#shared/errors.ts';
import { removeAbandoned } from './abandoned.ts';
import { CleanUp } from './clean-up.ts';
import { asDiskError, systemCode } from './file-errors.ts';
import { removeIfThere, requireFolder } from './folders.ts';
import { OutputFileSet, type OutputFiles, type OutputPlace } from './output-files.ts';
import { ownMark } from './owner.ts';
import { publish } from './publish-set.ts';

export interface OutputOptions extends Partial<Pick<OutputPlace, 'replaces' | 'isNeverSparse' | 'whenFull'>> {
  /** Marks the temporaries for `settleOutput`; random when absent. */
  readonly token?: string | undefined;
}

/** Files of an image that is being written, under temporary names until they are whole. Ends with one of `publish` and `abandon`. */
export class Output {
  readonly files: OutputFiles;
  readonly #target: string;
  readonly #mark: string;
  readonly #set: OutputFileSet;
  readonly #cleanUp: CleanUp;

  /**
   * Begins an output, and before that removes what processes that are gone left in its folder. Throws `target.no-folder` and
   * `target.exists`.
   */
  static async begin(target: string, options: OutputOptions = {}): Promise<Output> {
    const { replaces = 'nothing', token = randomBytes(8).toString('hex'), isNeverSparse, whenFull } = options;
    const folder = path.dirname(target);
    await requireFolder(folder);
    await removeAbandoned(folder, path.basename(target));
    const cleanUp = new CleanUp();
    const mark = `${await ownMark()}.${token}`;
    const place = { folder, name: path.basename(target), replaces, mark, isNeverSparse, whenFull };
    const set = await OutputFileSet.create(place, cleanUp);
    return new Output(target, mark, set, cleanUp);
  }

  private constructor(target: string, mark: string, set: OutputFileSet, cleanUp: CleanUp) {
    this.files = set;
    this.#target = target;
    this.#mark = mark;
    this.#set = set;
    this.#cleanUp = cleanUp;
  }

  /** Brings all files to the medium and gives them their names, the main one last. When it throws, `abandon` is to follow. */
  async publish(): Promise<void> {
    await this.#set.seal();
    const spare = await publish(this.#set.parts, this.#mark, this.#cleanUp);
    // The new image is whole and has its name: an old name that cannot be removed is no reason to take it back.
    await Promise.allSettled(spare.map(removeIfThere));
  }

  /**
   * Takes away everything that was made and closes its handles. Returns what to throw: the failure itself, with `leftBehind`
   * among its facts when something could not be removed.
   */
  async abandon(failure: unknown): Promise<unknown> {
    await this.#set.settle();
    return this.#cleanUp.after(await folderGone(diskFull(failure, this.#target), path.dirname(this.#target)));
  }
}

/**
 * Whatever failed because the folder was removed or its disk unplugged meanwhile, as that. A folder that cannot be asked for is
 * not gone: then what failed first says more.
 */
async function folderGone(thrown: unknown, folder: string): Promise<unknown> {
  if (toDiskError(thrown).code === 'cancelled') return thrown;
  const isGone = await requireFolder(folder).then(
    () => false,
    (problem: unknown) => toDiskError(problem).reason === 'target.no-folder',
  );
  return isGone ? new DiskError('target.folder-gone', { path: folder }, { cause: thrown }) : thrown;
}

/** A bare "no space left" of whatever was called meanwhile, as the refusal that it is. */
function diskFull(thrown: unknown, target: string): unknown {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(thrown) ?? '') ? asDiskError(thrown, target) : thrown;
}
