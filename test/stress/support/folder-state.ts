import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MiB } from '#shared/model/bytes.ts';

/** What the files of a folder hold, by name. */
export type FolderState = ReadonlyMap<string, Uint8Array>;

/** Files are read into this, so that what holds what it held takes no memory. Thousands of states are looked at, one after the other. */
let scratch = new Uint8Array(4 * MiB);

/** `known`: states that it may hold again; their contents are handed out then, not copies of them. */
export function stateOf(folder: string, ...known: readonly FolderState[]): FolderState {
  const state = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder).sort()) {
    const bytes = read(path.join(folder, name));
    const same = known.map((one) => one.get(name)).find((one) => isSame(one, bytes));
    state.set(name, same ?? bytes.slice());
  }
  return state;
}

/** Makes a folder hold these files and nothing else. `known`: what it holds already, so that only what differs is written. */
export function putState(folder: string, state: FolderState, known: FolderState = new Map()): void {
  mkdirSync(folder, { recursive: true });
  for (const name of known.keys()) if (!state.has(name)) rmSync(path.join(folder, name), { recursive: true });
  for (const [name, bytes] of state) {
    if (isSame(known.get(name), bytes)) continue;
    // Some file systems bring a file that is cut and written anew to the medium when it is closed, which takes long.
    rmSync(path.join(folder, name), { force: true });
    writeFileSync(path.join(folder, name), bytes);
  }
}

export function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);
}

/** Whether two folders hold the same. */
export function isSameState(a: FolderState, b: FolderState): boolean {
  return a.size === b.size && [...a].every(([name, bytes]) => isSame(bytes, b.get(name)));
}

/** What a file holds, until the next one is read. */
function read(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > scratch.length) scratch = new Uint8Array(size);
    let end = 0;
    for (let more = -1; more !== 0 && end < size; end += more) {
      more = readSync(descriptor, scratch, end, size - end, end);
    }
    return scratch.subarray(0, end);
  } finally {
    closeSync(descriptor);
  }
}
