import type { Bytes, ByteRange } from '#shared/model/bytes.ts';

/** A file that the program holds open; the same object for as long as it does. */
export interface HeldFile {
  readonly path: string;
}

/** What the program asks of the file system, and waits for. */
export type Request =
  | { readonly kind: 'open'; readonly file: HeldFile; readonly creates: boolean }
  | { readonly kind: 'read'; readonly file: HeldFile; readonly length: Bytes }
  | { readonly kind: 'write'; readonly file: HeldFile; readonly at: Bytes; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly file: HeldFile; readonly size: Bytes }
  /** Of a file, or of the folder itself. */
  | { readonly kind: 'flush'; readonly file: HeldFile }
  | { readonly kind: 'close'; readonly file: HeldFile }
  | { readonly kind: 'look' | 'list' | 'unlink'; readonly path: string }
  | { readonly kind: 'link' | 'rename'; readonly path: string; readonly to: string };

/** What the program asks of the system itself, which answers at once and never fails: it does it, or it does not. */
export interface SystemRequest {
  readonly kind: 'reserve' | 'punch';
  readonly file: HeldFile;
  readonly range: ByteRange;
}

/** Stands between the program and the file system. */
export interface Hook {
  /**
   * Does what is asked, or something else. What reads or writes can be told to transfer no more than some bytes; `carryOut`
   * returns what the program would have got.
   */
  request<T>(request: Request, carryOut: (most?: Bytes) => Promise<T>): Promise<T>;
  /** Returns what the system answers: `done`, or that it does not do such things, or that there is no room. */
  system(request: SystemRequest, carryOut: () => 'done' | 'not done'): 'done' | 'not done' | 'full';
}

/** What a request is about, as errors and reports name it. */
export function pathOf(request: Request): string {
  return 'file' in request ? request.file.path : request.path;
}
