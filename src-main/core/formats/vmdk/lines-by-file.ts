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
