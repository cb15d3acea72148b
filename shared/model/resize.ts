import type { Bytes } from './bytes.ts';

export interface ResizeInput {
  readonly path: string;
  readonly sourceFormat?: string | undefined;
  /** Folders in which parents may be looked for, besides that of each image. */
  readonly parents?: readonly string[] | undefined;
  readonly virtualSize: Bytes;
  /** What may be cut off: nothing, what holds no data, or also data. Absent: nothing. */
  readonly shrink?: 'empty' | 'data' | undefined;
}

export interface ResizeResult {
  readonly path: string;
  /** Virtual sizes. */
  readonly before: Bytes;
  readonly after: Bytes;
}
