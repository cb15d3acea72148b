/** The name of a file without its extension. */
export function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, '');
}

/** The name of the n-th try for a target: `disk.vdi`, then `disk-2.vdi`, `disk-3.vdi`. */
export function targetName(stem: string, extension: string, attempt: number): string {
  return `${stem}${attempt === 1 ? '' : `-${String(attempt)}`}.${extension}`;
}

/** What a person typed as a name: without blanks around it, and without the extension that it gets anyway. */
export function typedStem(text: string, extension: string): string {
  const name = text.trim();
  const ending = `.${extension}`;
  return name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name;
}

/** Characters that no file system takes, and those that Windows does not. */
const forbidden = { '/': /[\p{Cc}/]/u, '\\': /[\p{Cc}<>:"/\\|?*]/u } as const;
/** Names that Windows keeps for devices, whatever their extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** True for a name that a file can have on a system with that separator of paths. */
export function isUsableStem(stem: string, separator: '/' | '\\'): boolean {
  if (stem === '' || /^\.+$/.test(stem) || forbidden[separator].test(stem)) return false;
  return separator === '/' || !devices.test(stem);
}
