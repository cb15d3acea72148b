import type { Bytes } from './bytes.ts';

/** How a variant uses the host's disk; the window explains each with one sentence and a picture. */
export type Allocation = 'dynamic' | 'fixed' | 'split' | 'stream';

export interface VariantInfo {
  readonly id: string;
  readonly title: string;
  readonly allocation: Allocation;
  /** One sentence for a person choosing. */
  readonly summary: string;
  /** The largest virtual size the variant can hold. */
  readonly maximumSize: Bytes;
  /** A virtual size must be a multiple of this; convert rounds up with zeros. */
  readonly sizeMultiple: Bytes;
}

/** What Platter can do with images of a format, at least with one variant of it. All are read. */
export type Ability = 'create' | 'write' | 'check' | 'repair' | 'compact' | 'resize' | 'children' | 'details';

/** A format as the catalogue shows it: JSON-safe, derived from the format's record. */
export interface FormatInfo {
  readonly id: string;
  readonly title: string;
  /** Lower case, without the dot; the first one is used for new files. */
  readonly extensions: readonly string[];
  readonly variants: readonly (VariantInfo & { readonly canCreate: boolean })[];
  /** JSON Schema of the options that creation takes. */
  readonly options: OptionsSchema;
  readonly abilities: readonly Ability[];
}

/** The part of JSON Schema that options use; it drives the CLI's help and the form in the window. */
export interface OptionsSchema {
  readonly properties: Readonly<Record<string, OptionInfo>>;
}

export interface OptionInfo {
  readonly title: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  /** The variants that take this option. */
  readonly variants: readonly string[];
  readonly type?: 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** `bytes` when the number is a size. */
  readonly unit?: 'bytes';
}
