import type { Bytes } from '#shared/model/bytes.ts';

/** Mutants to try, by number; `end` is not among them. */
export interface ToChild {
  readonly from: number;
  readonly end: number;
}

export type FromChild =
  | { readonly kind: 'begin'; readonly number: number; readonly about: string; readonly verb: string }
  | {
      readonly kind: 'end';
      readonly number: number;
      readonly about: string;
      readonly losses: readonly string[];
      /** True unless the image was refused. */
      readonly isRead: boolean;
      /** The most memory the process had meanwhile. */
      readonly peak: Bytes;
    }
  /** Ready for more. */
  | { readonly kind: 'done'; readonly heap: Bytes };
