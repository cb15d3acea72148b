import type { ExtentAccess, ExtentLine } from './descriptor.ts';

/** access, sectors, type, then perhaps a quoted name, an offset, and (for raw devices) two words more. */
const pattern = /^(RW|RDONLY|NOACCESS)\s+(\d{1,15})\s+(\w+)(?:\s+"([^"]*)"(?:\s+(\d{1,15}))?(?:\s+[^\s"]+){0,2})?$/i;

/** True for a line that begins like an extent. No key does, for a key is followed by `=`. */
export function looksLikeExtent(line: string): boolean {
  return /^(RW|RDONLY|NOACCESS)\s+[^\s=]/i.test(line);
}

/** Reads one extent line; undefined when it is incomplete or describes no sector. Only ZERO goes without a file. */
export function parseExtentLine(line: string): ExtentLine | undefined {
  const [, access, size, word, fileName, offset] = pattern.exec(line) ?? [];
  const sectors = Number(size);
  const type = word?.toUpperCase();
  if (access === undefined || type === undefined || sectors === 0) return undefined;
  if (fileName === undefined && type !== 'ZERO') return undefined;
  return {
    access: access.toUpperCase() as ExtentAccess,
    sectors,
    type,
    ...(fileName !== undefined && { fileName }),
    offset: Number(offset ?? 0),
  };
}
