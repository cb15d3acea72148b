import type { ImageSet } from './image-set.ts';
import type { VerbTitle } from './verbs.ts';

/** An image made to do harm in one way. */
export interface HostileCase extends ImageSet {
  /** How things that are done with it end: `done`, or the reason of the refusal. What is not named may end either way. */
  readonly expects: Partial<Readonly<Record<VerbTitle, string>>>;
}

/** A case of one file. */
export function inOneFile(
  title: string,
  main: string,
  content: Uint8Array | string,
  expects: HostileCase['expects'],
): HostileCase {
  return inFiles(title, { [main]: content }, expects);
}

/** A case of several files, of which the first is opened. */
export function inFiles(
  title: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  expects: HostileCase['expects'],
): HostileCase {
  const encode = (content: Uint8Array | string) => (typeof content === 'string' ? Buffer.from(content) : content);
  const contents = Object.entries(files).map(([name, content]) => [name, encode(content)] as const);
  return { title, main: contents[0]?.[0] ?? '', files: new Map(contents), expects };
}
