/** Paths of the machine that holds the images, which need not be the machine of the browser. */
export interface Paths {
  /** The last part of a path. */
  nameOf(path: string): string;
  /** The folder a path lies in; the path itself when it is a root. */
  folderOf(path: string): string;
  join(folder: string, name: string): string;
  isAbsolute(path: string): boolean;
}

export function createPaths(separator: '/' | '\\'): Paths {
  const lastSeparator = (path: string): number =>
    separator === '/' ? path.lastIndexOf('/') : Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
  const isRoot = (path: string): boolean => path === '/' || /^[a-z]:[\\/]?$/i.test(path);
  return {
    nameOf: (path) => (isRoot(path) ? path : path.slice(lastSeparator(path) + 1)),
    folderOf: (path) => {
      const end = lastSeparator(path);
      if (isRoot(path) || end < 0) return path;
      const folder = path.slice(0, end);
      return folder === '' || /^[a-z]:$/i.test(folder) ? folder + separator : folder;
    },
    join: (folder, name) => (/[\\/]$/.test(folder) ? folder + name : `${folder}${separator}${name}`),
    isAbsolute: (path) => (separator === '/' ? path.startsWith('/') : /^([a-z]:[\\/]|\\\\)/i.test(path)),
  };
}

/** The paths in pasted text, one a line: plain, in quotes as Windows copies them, or as `file:` addresses as Linux does. */
export function pastedPaths(text: string, paths: Paths): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^"(.*)"$/, '$1'))
    .map((line) => (line.startsWith('file://') ? pathOfAddress(line) : line))
    .filter((line) => paths.isAbsolute(line));
}

function pathOfAddress(address: string): string {
  try {
    return decodeURIComponent(new URL(address).pathname).replace(/^\/([a-z]:)/i, '$1');
  } catch {
    return '';
  }
}
