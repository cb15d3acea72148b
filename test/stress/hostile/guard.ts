import { realpathSync } from 'node:fs';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

/** Calls that follow a link, and so touch what it leads to. */
const following = [
  'open',
  'readFile',
  'writeFile',
  'appendFile',
  'readdir',
  'opendir',
  'stat',
  'statfs',
  'access',
  'truncate',
  'chmod',
  'utimes',
  'cp',
  'copyFile',
  'watch',
] as const;

/** Calls that are about a name and not about what it leads to. */
const naming = [
  'lstat',
  'readlink',
  'realpath',
  'unlink',
  'rm',
  'rmdir',
  'mkdir',
  'mkdtemp',
  'symlink',
  'rename',
  'link',
] as const;

/** Calls whose second value is a path as well. */
const toAnother = new Set<string>(['rename', 'link', 'copyFile', 'cp']);

type Call = (...values: unknown[]) => unknown;

/**
 * Watches every path that this thread hands to `node:fs` and `node:fs/promises`: while a folder is guarded, a call that leads out of it
 * is noted, whether it succeeds or not. Links are followed to where they really lead.
 */
export class Guard {
  #folder: string | undefined;
  #trespasses: string[] = [];

  /** Puts itself between the program and the file system, for good. Modules that are loaded already are watched as well. */
  constructor() {
    const promised = fs.promises as unknown as Record<string, Call>;
    const called = fs as unknown as Record<string, Call>;
    for (const name of [...following, ...naming]) {
      this.#watch(promised, name, name);
      this.#watch(called, name, name);
      this.#watch(called, `${name}Sync`, name);
    }
    syncBuiltinESMExports();
  }

  /** Does something that must not touch anything outside of a folder, and returns what it touched all the same. */
  async during(folder: string, act: () => Promise<void>): Promise<readonly string[]> {
    this.#folder = realpath(folder);
    this.#trespasses = [];
    try {
      await act();
    } finally {
      this.#folder = undefined;
    }
    return this.#trespasses;
  }

  #watch(owner: Record<string, Call>, key: string, name: string): void {
    const original = owner[key];
    if (!original) return;
    owner[key] = (...values) => {
      this.#note(name, values);
      return original.apply(owner, values);
    };
  }

  #note(name: string, values: readonly unknown[]): void {
    const folder = this.#folder;
    if (folder === undefined) return;
    for (const value of toAnother.has(name) ? values.slice(0, 2) : values.slice(0, 1)) {
      const named = value instanceof URL ? value.pathname : value;
      if (typeof named !== 'string') continue;
      const file = path.resolve(named);
      const follows = (following as readonly string[]).includes(name);
      // By far the most calls, and no link can be in the way.
      if (!follows && path.dirname(file) === folder) continue;
      const place = follows ? whereItLeads(file) : inRealFolder(file);
      if (place !== folder && !place.startsWith(folder + path.sep)) this.#trespasses.push(`${name} ${file}`);
    }
  }
}

const realpath = realpathSync.native;

function whereItLeads(file: string): string {
  try {
    return realpath(file);
  } catch {
    return inRealFolder(file);
  }
}

function inRealFolder(file: string): string {
  try {
    return path.join(realpath(path.dirname(file)), path.basename(file));
  } catch {
    return file;
  }
}
