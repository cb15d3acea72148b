/** What is wrong with the name of a new file. */
export type NameProblem =
  | { readonly kind: 'missing' | 'dots' }
  | { readonly kind: 'invalid'; readonly characters: string }
  | { readonly kind: 'reserved'; readonly name: string };

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The name of the file: what was typed, with its extension unless that was typed as well. */
export function fileNameOf(typed: string, extension: string): string {
  const name = typed.trim();
  return name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
}

/** The n-th name like the one that was typed, without extension: `disk`, then `disk-2`, `disk-3`. */
export function numberedName(typed: string, extension: string, attempt: number): string {
  const stem = fileNameOf(typed, extension).slice(0, -extension.length - 1);
  return attempt === 1 ? stem : `${stem}-${String(attempt)}`;
}

/** What is wrong with a typed name on a system with that separator; undefined when it will do. */
export function problemOfName(typed: string, separator: '/' | '\\'): NameProblem | undefined {
  const name = typed.trim();
  if (name === '') return { kind: 'missing' };
  if (/^\.+$/.test(name)) return { kind: 'dots' };
  if (separator === '/') return name.includes('/') ? { kind: 'invalid', characters: '/' } : undefined;
  if (/[\\/:*?"<>|]/.test(name)) return { kind: 'invalid', characters: '\\ / : * ? " < > |' };
  return reserved.test(name) ? { kind: 'reserved', name } : undefined;
}
