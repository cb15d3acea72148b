import type { Bytes } from '#shared/model/bytes.ts';

/** A file, whatever names it has: what a name stands for can change, and its content goes with it. */
export type FileNumber = number;

/** A change of what a file holds. */
export type ContentStep =
  | { readonly kind: 'write'; readonly file: FileNumber; readonly at: Bytes; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly file: FileNumber; readonly size: Bytes }
  /** Takes space and lets the file reach a size; what it held stays. */
  | { readonly kind: 'grow'; readonly file: FileNumber; readonly size: Bytes }
  | { readonly kind: 'clear'; readonly file: FileNumber; readonly at: Bytes; readonly length: Bytes };

/** A change of what the folder holds. */
export type NameStep =
  | { readonly kind: 'give'; readonly name: string; readonly file: FileNumber }
  | { readonly kind: 'move'; readonly name: string; readonly to: string }
  | { readonly kind: 'take'; readonly name: string };

/** A promise: what came before, as far as it had ended when the flush was asked for, is on the medium. */
type Promised =
  | { readonly kind: 'flush'; readonly file: FileNumber; readonly covers: ReadonlySet<number> }
  | { readonly kind: 'flush names'; readonly covers: ReadonlySet<number> }
  /** The program told a person that something was done for good. */
  | { readonly kind: 'done' };

export type Step = ContentStep | NameStep | Promised;

export function isContentStep(step: Step): step is ContentStep {
  return ['write', 'resize', 'grow', 'clear'].includes(step.kind);
}

export function isNameStep(step: Step): step is NameStep {
  return ['give', 'move', 'take'].includes(step.kind);
}
