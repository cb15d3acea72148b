import { DiskError } from '#shared/errors.ts';
import type { ImageFiles, OpenOptions, ParentClaim } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import type { Header } from './layout.ts';
import { fileUrl, absolutePath, relativePath, holdsPath, locatorsOf, longestPath } from './locators.ts';

/**
 * The parent that a differencing image claims: its id, and its names in the order in which Windows looks for it. Throws
 * `chain.contradictory` when there is no id, since by its name alone no parent can be trusted.
 */
export async function readClaim(files: ImageFiles, header: Header, how: OpenOptions): Promise<ParentClaim> {
  const { parentUuid, parentName } = header;
  if (parentUuid === nilUuid) {
    const problem = 'it is a differencing image, but does not tell the id of its parent';
    throw new DiskError('chain.contradictory', { name: files.name, problem });
  }
  const paths = await readLocators(files, header, how);
  const names = [
    ...(paths.get(relativePath) ?? []),
    ...(paths.get(absolutePath) ?? []),
    nameInHeader(parentName),
    ...(paths.get(fileUrl) ?? []),
  ];
  return { format: 'vhd', marks: { id: parentUuid }, names: names.filter((name) => name !== '') };
}

/** The paths in the locators, by platform. They only help to find the parent: one that leads nowhere is passed over. */
async function readLocators(
  { main }: ImageFiles,
  { parentLocators }: Header,
  { signal }: OpenOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const paths = new Map<string, string[]>();
  for (const { platform, start, length } of locatorsOf(parentLocators)) {
    if (!holdsPath(platform) || length === 0 || length > longestPath || start + length > main.size) continue;
    const content = new Uint8Array(length);
    await main.read(start, content, signal);
    paths.set(platform, [...(paths.get(platform) ?? []), locatedPath(platform, content)]);
  }
  return paths;
}

/** The parent's name as the header holds it. */
export function nameInHeader(content: Uint8Array): string {
  return utf16(content, 'utf-16be');
}

/** The path that a locator of that platform leads to. */
export function locatedPath(platform: string, content: Uint8Array): string {
  return platform === fileUrl ? unescaped(content) : utf16(content, 'utf-16le');
}

function utf16(content: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string {
  return new TextDecoder(encoding).decode(content).replace(/\0.*$/s, '');
}

/** The path of a `file://` URL; some writers store a plain path instead. */
function unescaped(content: Uint8Array): string {
  const text = new TextDecoder().decode(content).replace(/\0.*$/s, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
