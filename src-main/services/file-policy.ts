import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { realPath } from './real-path.ts';
import { shareOf } from './share-of.ts';

/**
 * Which files a window may name: those a person picked or dropped, or gave on the command line. A page that was taken over
 * can therefore name no others. Links are followed before anything is compared, and what is checked is what must be used.
 *
 * A granted file may be read and replaced, and new files may be created beside it. In a granted folder files may be read,
 * created and replaced, but not in the folders below it. Further files of an image (extents) are no business of this policy:
 * whoever opens the image accepts plain names in its own folder only.
 */
export interface FilePolicy {
  /** Grants files and folders that a person chose; a path where nothing is yet counts as a file. */
  grant(paths: readonly string[]): Promise<void>;
  /** Grants a file that a job is about to create, so that the result can be looked at. One that is there already is not granted. */
  grantNew(file: string): Promise<void>;
  /**
   * Grants files for reading only: images of a chain that were found to belong to a granted one. They are not to be changed from
   * there, since others build on them.
   */
  grantReading(paths: readonly string[]): Promise<void>;
  /** The folder to look for files in that nobody named; one that a person chose. Throws `file.not-granted`. */
  maySearch(folder: string): Promise<string>;
  /** The path to read from. Throws `file.not-granted`. */
  mayRead(file: string): Promise<string>;
  /** The path to create a file at. What is there already is left alone by the caller. Throws `file.not-granted`. */
  mayCreate(file: string): Promise<string>;
  /** The path to write to whether or not a file is there. Throws `file.not-granted`. */
  mayReplace(file: string): Promise<string>;
  /**
   * True when writing an image to a path may also replace the further files that such an image has, whose names follow from its
   * own: the image is there and granted, and they are its extents, or the folder is granted.
   */
  mayReplaceSiblings(file: string): Promise<boolean>;
  /**
   * Where a dialog of the system may begin, which looks there before a person has picked anything; undefined for a share that
   * nobody chose anything from, for devices, and for what is no whole path.
   */
  startOf(folder: string | undefined): string | undefined;
}

/** A policy that grants nothing yet. */
export function createFilePolicy(): FilePolicy {
  const files = new Set<string>();
  const onlyReadable = new Set<string>();
  const folders = new Set<string>();
  /** The folders that hold a granted file. */
  const neighbourhoods = new Set<string>();

  /** The shares that something granted lies on. */
  const shares = new Set<string>();

  function knowShareOf(file: string): void {
    const share = shareOf(file);
    if (share !== undefined) shares.add(share);
  }

  /**
   * The real path; undefined on a share that nobody chose anything from. To look there Windows would ask that computer, and show
   * it who asks: a page has no network, and must not have this one.
   */
  async function realOf(file: string): Promise<string | undefined> {
    const share = shareOf(file);
    return share === undefined || shares.has(share) ? realPath(file) : undefined;
  }

  /** Checks the place that `file` really is, and gives back its plain name. */
  async function check(file: string, allows: (real: string) => boolean | Promise<boolean>): Promise<string> {
    const real = await realOf(file);
    if (real === undefined || !(await allows(real))) throw new DiskError('file.not-granted', { path: file });
    return path.resolve(file);
  }

  const isGranted = (real: string) => files.has(real) || folders.has(path.dirname(real));

  return {
    async grant(paths) {
      for (const chosen of paths) {
        knowShareOf(chosen);
        const real = await realPath(chosen);
        if (real === undefined) throw new DiskError('file.not-granted', { path: chosen });
        if (await isFolder(real)) folders.add(real);
        else {
          files.add(real);
          neighbourhoods.add(path.dirname(real));
        }
      }
    },
    async grantNew(file) {
      const real = await realOf(file);
      if (real !== undefined && !(await exists(real))) files.add(real);
    },
    async grantReading(paths) {
      paths.forEach(knowShareOf);
      for (const real of await Promise.all(paths.map(realPath))) if (real !== undefined) onlyReadable.add(real);
    },
    maySearch: (folder) => check(folder, (real) => folders.has(real)),
    mayRead: (file) => check(file, (real) => isGranted(real) || onlyReadable.has(real)),
    mayCreate: (file) => check(file, (real) => isGranted(real) || neighbourhoods.has(path.dirname(real))),
    mayReplace: (file) =>
      check(file, async (real) => isGranted(real) || (neighbourhoods.has(path.dirname(real)) && !(await exists(real)))),
    async mayReplaceSiblings(file) {
      const real = await realOf(file);
      if (real === undefined) return false;
      return folders.has(path.dirname(real)) || (files.has(real) && (await exists(real)));
    },
    startOf(folder) {
      if (folder === undefined || !path.isAbsolute(folder)) return undefined;
      const share = shareOf(folder);
      const isKnown = share === undefined || (shares.has(share) && !isDevice(share));
      return isKnown ? path.resolve(folder) : undefined;
    },
  };
}

/** Among the devices, `\\?\UNC\server` names any share once more. */
function isDevice(share: string): boolean {
  return /^\\\\[?.]\\/.test(share);
}

async function isFolder(real: string): Promise<boolean> {
  return (await lookAt(real))?.isDirectory() ?? false;
}

async function exists(real: string): Promise<boolean> {
  return (await lookAt(real)) !== undefined;
}

async function lookAt(real: string) {
  try {
    return await stat(real);
  } catch {
    return undefined;
  }
}
