import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the files of a folder hold, by name. */
export type FolderState = ReadonlyMap<string, Uint8Array>;

export async function stateOf(folder: string): Promise<FolderState> {
  const names = (await readdir(folder)).sort();
  const contents = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  // No buffers: what those call a slice is the same memory.
  return new Map(names.map((name, i) => [name, withoutBuffer(contents[i] ?? Buffer.alloc(0))]));
}

/** Makes a folder hold these files and nothing else. `known`: what it holds already, so that only what differs is written. */
export async function putState(folder: string, state: FolderState, known: FolderState = new Map()): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of known.keys()) if (!state.has(name)) await rm(path.join(folder, name), { recursive: true });
  for (const [name, bytes] of state) {
    if (isSame(known.get(name), bytes)) continue;
    // Some file systems bring a file that is cut and written anew to the medium when it is closed, which takes long.
    await rm(path.join(folder, name), { force: true });
    await writeFile(path.join(folder, name), bytes);
  }
}

export function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);
}

function withoutBuffer({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
