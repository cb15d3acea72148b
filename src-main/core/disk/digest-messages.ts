import type { Bytes } from '#shared/model/bytes.ts';
import type { Digest } from '#shared/model/convert.ts';
import type { Progress } from '#shared/model/job.ts';

/** What a digesting thread is started with: how much of the disk is data and how much is empty, which decides the algorithm. */
export interface DigestStart {
  readonly dataBytes: Bytes;
  readonly emptyBytes: Bytes;
}

/** What it is sent; each request is answered, in their order. */
export type DigestRequest =
  | { readonly kind: 'add'; readonly at: Bytes; readonly bytes: Uint8Array }
  | { readonly kind: 'finish'; readonly size: Bytes };

export type DigestResponse =
  | { readonly kind: 'added' }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'finished'; readonly digest: Digest }
  | { readonly kind: 'failed'; readonly problem: string };
