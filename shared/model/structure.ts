import type { WireError } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import type { FilePlace } from './finding.ts';

/** What the structures of images are called, by key; their words belong to whoever shows them. */
export const structureTitles = [
  'vdi.pre-header',
  'vdi.header',
  'vdi.header-02',
  'vdi.geometry',
  'vhd.footer-copy',
  'vhd.dynamic-header',
  'vhd.locator',
  'vhd.locator-path',
  'vhd.batmap',
  'vhd.footer',
  'vmdk.sparse-header',
  'vmdk.descriptor',
  'vmdk.directory-marker',
  'vmdk.footer-marker',
  'vmdk.footer',
  'vmdk.end-marker',
  'vmdk.cowd-header',
  'vmdk.se-sparse-header',
  'vmdk.se-sparse-volatile-header',
  'vmdk.extent',
] as const;
export type StructureTitle = (typeof structureTitles)[number];

/** What the numbers of structures stand for, by key: kinds, states and flags. */
export const knownMeanings = [
  'unknown',
  'dynamic',
  'fixed',
  'undo',
  'differencing',
  'zeroExpand',
  'temporary',
  'alwaysSet',
  'newlineTest',
  'redundantTables',
  'zeroedGrains',
  'compressed',
  'markers',
  'none',
  'deflate',
  'clean',
  'unclean',
  'no',
  'yes',
  'endOfStream',
  'grainTable',
  'grainDirectory',
  'footer',
  'relativePath',
  'absolutePath',
  'fileUrl',
] as const;
export type KnownMeaning = (typeof knownMeanings)[number];

/** What a stored value says, as far as its bytes alone do not. */
export type FieldMeaning =
  | { readonly kind: 'size'; readonly bytes: Bytes }
  /** A byte of the same file. */
  | { readonly kind: 'place'; readonly at: Bytes }
  /** Unix milliseconds. */
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'text'; readonly text: string }
  /** The field says that there is nothing of the kind. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'known'; readonly key: KnownMeaning }
  /** Bits that are set; `unknown` are those without a name, in hexadecimal. */
  | { readonly kind: 'flags'; readonly keys: readonly KnownMeaning[]; readonly unknown: string | null }
  /** A signature or cookie, and whether it is the one of the format. */
  | { readonly kind: 'mark'; readonly isRight: boolean }
  | { readonly kind: 'checksum'; readonly isRight: boolean }
  /** Space that the format keeps free. */
  | { readonly kind: 'unused'; readonly isZero: boolean };

export interface StructureField {
  /** As the layout declares it, such as `blocksAllocated`. */
  readonly name: string;
  /** From the start of the structure. */
  readonly at: Bytes;
  readonly size: Bytes;
  /** The number, text or identifier that is stored; null for bytes that are none of these, and where the file ends before. */
  readonly value: string | null;
  readonly meaning: FieldMeaning | null;
}

interface Titled {
  readonly title: StructureTitle;
  /** Where there are several of one kind: from 1. */
  readonly number: number | null;
  readonly where: FilePlace;
}

/** A structure of fields, as far as the file holds it. */
export interface FieldStructure extends Titled {
  readonly kind: 'fields';
  readonly fields: readonly StructureField[];
  /** The stored bytes in hexadecimal; fewer than `where` says when the file ends before. */
  readonly hex: string;
}

/** A part of a file that is text, line by line as it stands there. */
export interface TextStructure extends Titled {
  readonly kind: 'text';
  readonly text: string;
}

/** A file or a part of one that should be there, and why it cannot be shown. */
export interface LostStructure extends Titled {
  readonly kind: 'lost';
  readonly error: WireError;
}

export type Structure = FieldStructure | TextStructure | LostStructure;

/** What the files of an image are made of. */
export interface ImageDetails {
  readonly path: string;
  readonly format: string;
  /** True when nothing in the file tells its format, and only its name does. */
  readonly byNameOnly: boolean;
  /** In the order of the files; the first `mostStructures`. */
  readonly structures: readonly Structure[];
  /** True when there are more. */
  readonly isCut: boolean;
}

/** As many structures are listed: split disks have thousands of files with a header each. */
export const mostStructures = 128;
