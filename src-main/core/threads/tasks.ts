import type { Bytes } from '#shared/model/bytes.ts';

/** Compresses bytes to one zlib stream (RFC 1950), which comes back as the result. */
export interface DeflateTask {
  readonly kind: 'deflate';
  readonly bytes: Uint8Array;
  /** 1 (fast) to 9 (small) */
  readonly level: number;
}

/** A zlib stream among the bytes of a task, and where what comes out of it goes. */
export interface DeflatedPart {
  readonly from: Bytes;
  readonly length: Bytes;
  readonly into: Bytes;
}

/** Inflates several zlib streams into shared memory. For each the length that came out, or what is wrong with it. */
export interface InflateTask {
  readonly kind: 'inflate';
  readonly bytes: Uint8Array;
  readonly parts: readonly DeflatedPart[];
  /** Shared. */
  readonly target: Uint8Array;
  /** As much may come out of one part at most. */
  readonly most: Bytes;
}

export type Task = DeflateTask | InflateTask;

export type Inflated = Bytes | string;

/** What comes of a task. */
export type ResultOf<T extends Task> = T extends DeflateTask ? Uint8Array<ArrayBuffer> : readonly Inflated[];

/** What a thread is sent, and what it answers. */
export interface Request {
  readonly id: number;
  readonly task: Task;
}

export type Response =
  { readonly id: number; readonly result: ResultOf<Task> } | { readonly id: number; readonly problem: string };
