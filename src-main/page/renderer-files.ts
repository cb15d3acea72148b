import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';

/** One file of the window, ready to be sent. */
export interface RendererFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of the window by the path of their URL, such as `/assets/index.js`; `/` is the page itself. */
export type RendererFiles = ReadonlyMap<string, RendererFile>;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built window into memory, a few megabytes, once. Afterwards a URL is only ever the key of a map: no path
 * from a URL reaches the file system, so there is nothing to escape from. Files of unknown type and links are left out.
 * Throws `server.no-window` when the folder holds no page.
 */
export async function readRendererFiles(folder: string): Promise<RendererFiles> {
  const names = await fileNames(folder);
  const files = new Map(
    await Promise.all(
      names.map(async (name) => [urlPath(name), await readRendererFile(path.join(folder, name))] as const),
    ),
  );
  const page = files.get('/index.html');
  if (page === undefined) throw new DiskError('server.no-window', { path: folder });
  return files.set('/', page);
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && path.extname(entry.name) in types)
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  } catch (thrown) {
    throw new DiskError('server.no-window', { path: folder }, { cause: thrown });
  }
}

async function readRendererFile(file: string): Promise<RendererFile> {
  return { type: types[path.extname(file)] ?? 'application/octet-stream', bytes: await readFile(file) };
}

function urlPath(name: string): string {
  return `/${name.split(path.sep).map(encodeURIComponent).join('/')}`;
}
