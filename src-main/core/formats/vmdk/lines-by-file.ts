import type { Reader } from '../../io/reader.ts';
import type { ExtentLine } from './descriptor.ts';

/** Extent lines by a name of the file that they speak of, in their order. */
export function linesByFile(
  lines: readonly ExtentLine[],
  nameOf: (line: ExtentLine) => string,
): ReadonlyMap<string, readonly ExtentLine[]> {
  const byFile = new Map<string, ExtentLine[]>();
  for (const line of lines) {
    const name = nameOf(line);
    const others = byFile.get(name);
    if (others) others.push(line);
    else byFile.set(name, [line]);
  }
  return byFile;
}

/**
 * What is the same for all names of one file: a link is a second one, and so is another case of its letters where the system does not
 * mind that. A name of its own for what lies on no disk, or on a file system without numbers for its files.
 */
export function fileKey(name: string, { identity }: Pick<Reader, 'identity'>): string {
  return identity && identity.inode !== 0n ? `/${String(identity.device)}:${String(identity.inode)}` : name;
}
