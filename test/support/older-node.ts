import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** The oldest major version of Node that the built command line runs under, and the first that no longer counts as old. */
const oldest = 20;
const modern = 22;

/** A Node of the oldest kind that is supported, found on the path or named by PLATTER_OLDER_NODE; undefined for none. */
export function findOlderNode(): string | undefined {
  return candidates().find(isOld);
}

function candidates(): readonly string[] {
  const named = process.env['PLATTER_OLDER_NODE'];
  if (named !== undefined) return [named];
  // Package managers put the Node of node_modules first; the one of the system comes later.
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return [...new Set(folders.map((folder) => path.join(folder, 'node')))];
}

function isOld(node: string): boolean {
  try {
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', stdio: 'pipe' });
    const major = Number.parseInt(version, 10);
    return major >= oldest && major < modern;
  } catch {
    return false;
  }
}
