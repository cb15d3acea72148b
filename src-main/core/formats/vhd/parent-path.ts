import path from 'node:path';
import { header } from './layout.ts';

const nameField = header.places.find(({ name }) => name === 'parentName')?.size ?? 0;

/** The name of the parent's file as the header of a child holds it. The last character of the field is left zero. */
export function parentName(file: string): Uint8Array {
  // No file system allows names that long; cut, it would still be found by its id.
  return Buffer.from(path.basename(file), 'utf16le')
    .swap16()
    .subarray(0, nameField - 2);
}

/** A whole path in the way of Windows, which is the only one that locators know. */
export function asAbsolutePath(file: string): Uint8Array {
  return Buffer.from(backslashed(file), 'utf16le');
}

/** A path seen from the child's folder; undefined when there is none, because the parent is on another drive. */
export function asRelativePath(file: string): Uint8Array | undefined {
  if (path.isAbsolute(file)) return undefined;
  const stored = backslashed(file);
  return Buffer.from(stored.startsWith('..\\') ? stored : `.\\${stored}`, 'utf16le');
}

function backslashed(file: string): string {
  return file.replaceAll(path.sep, '\\');
}
