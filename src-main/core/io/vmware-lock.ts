import { readdir } from 'node:fs/promises';

/**
 * The folder with which VMware marks a file as open: `<name>.lck` beside it, with a file `M….lck` for each opening (`E….lck`
 * are only waiting). Undefined when there is none. It can be left over from a crash, which VMware finds out at its next start.
 */
export async function vmwareLockOf(file: string): Promise<string | undefined> {
  const folder = `${file}.lck`;
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => /^M\d+\.lck$/i.test(name)) ? folder : undefined;
}
