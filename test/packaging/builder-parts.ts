import { createRequire } from 'node:module';

/** The part of @electron/asar that tests need. */
interface Asar {
  /** The paths in an archive, with those of folders, each with a slash before it. */
  listPackage(archive: string, options: { readonly isPack: boolean }): readonly string[];
  extractAll(archive: string, folder: string): void;
}

/** The part of @electron/fuses that tests need: the byte of each fuse by its number. */
interface Fuses {
  getCurrentFuseWire(binary: string): Promise<Readonly<Record<string, string | number>>>;
}

/** The part of resedit that tests need: Windows programs, and what is in their resources. */
interface Resedit {
  readonly NtExecutable: {
    createEmpty(is32Bit: boolean, isLibrary: boolean): Program;
    from(bytes: Uint8Array): Program;
  };
  readonly NtExecutableResource: { from(program: Program): Resources };
  readonly Resource: {
    readonly VersionInfo: { createEmpty(): VersionInfo; fromEntries(entries: Entries): readonly VersionInfo[] };
    readonly IconGroupEntry: {
      fromEntries(entries: Entries): readonly { readonly icons: readonly { readonly width: number }[] }[];
    };
  };
}

interface Language {
  readonly lang: number;
  readonly codepage: number;
}

interface Program {
  generate(): ArrayBuffer;
}

type Entries = readonly { readonly id: string | number; readonly bin: ArrayBuffer }[];

interface Resources {
  readonly entries: Entries;
  outputResource(program: Program): void;
}

interface VersionInfo {
  setFileVersion(major: number, minor: number, micro: number, revision: number, lang: number): void;
  setStringValues(language: Language, values: Readonly<Record<string, string>>): void;
  getStringValues(language: Language): Readonly<Record<string, string>>;
  outputToResourceEntries(entries: Entries): void;
}

// They come with electron-builder, which reads and writes with them too.
const own = createRequire(import.meta.url);
const builder = createRequire(own.resolve('electron-builder/package.json'));
const library = createRequire(builder.resolve('app-builder-lib/package.json'));

export const asar = library('@electron/asar') as Asar;
export const fuses = library('@electron/fuses') as Fuses;
export const resedit = library('resedit') as Resedit;
