import type { z } from 'zod';
import type { Facts } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { VariantInfo } from '#shared/model/format.ts';
import type { Progress } from '#shared/model/job.ts';
import type { Reader, Writer } from '../io/reader.ts';
import type { Limits } from './limits.ts';

/** The files of one image. Siblings (extents) are opened by the host, under its policy, never by the driver. */
export interface ImageFiles<F extends Reader = Reader> {
  readonly main: F;
  /** The main file's name, without its folder. */
  readonly name: string;
  /** Opens a file beside the main one. Throws `file.outside-folder` for anything but a plain name there. */
  sibling(name: string): Promise<F>;
}

export interface OpenOptions {
  readonly limits: Limits;
  /** `rescue` reads what can be read of a damaged image; `strict` refuses it. */
  readonly tolerance: 'strict' | 'rescue';
  readonly signal?: AbortSignal;
}

/** What a probe sees of a file: its first and its last bytes. The tail finds fixed VHDs. */
export interface Sample {
  readonly name: string;
  readonly size: Bytes;
  /** The first 4 KiB, or all of a smaller file. */
  readonly head: Uint8Array;
  /** The last 4 KiB, or all of a smaller file. */
  readonly tail: Uint8Array;
}

export type Probe = { readonly match: 'certain' | 'possible'; readonly because: string } | { readonly match: 'no' };

/**
 * By what a child recognises its parent, in the words of their common format; equal text means equal. Which parts there
 * are is the format's matter: a part that a child asks for must be there in the parent, and be the same.
 */
export interface IdentityMarks {
  /** Which disk it is: given once, and different for every disk. Only with it may a folder be searched for a parent. */
  readonly id?: string;
  /** Which state of the disk it is: changes when somebody writes to it. */
  readonly modification?: string;
}

/** A parent as the file names it: a claim, never a path opened by itself. It always asks for at least one mark. */
export interface ParentClaim {
  /** The id of the parent's format. */
  readonly format: string;
  readonly marks: IdentityMarks;
  /** In the order in which they are tried. May be whole paths of any system; the host takes their last part. */
  readonly names: readonly string[];
}

/** One file of a layer; `stored.file` of its extents indexes the layer's list of these. */
export interface LayerFile {
  readonly name: string;
  readonly role: 'image' | 'descriptor' | 'extent';
  readonly content: Reader;
}

/** One file set, one layer. Zero-filling, parents, bounds and straddling reads live once, in core/disk. */
export interface Layer {
  readonly variant: string;
  readonly virtualSize: Bytes;
  /** The unit of allocation; null where nothing is allocated piecemeal. */
  readonly blockSize: Bytes | null;
  /** Present when the layer holds only changes: its holes are the parent's. */
  readonly parent?: ParentClaim;
  /** What a child of this layer would recognise it by. */
  readonly marks?: IdentityMarks;
  readonly uuid?: string;
  /** The program that wrote the image, as the image tells it. */
  readonly creator?: string;
  /** Whatever else of the image is worth showing under Details. */
  readonly facts: Facts;
  readonly files: readonly LayerFile[];
  /**
   * The runs of `range`: complete, in order, without gaps or overlaps. They come in batches, one per page of tables, so
   * that a fragmented map costs no promise per block. Adjacent runs may still be mergeable; core/disk merges them.
   */
  extents(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]>;
  /** Fills `target` from `at`. Called only inside one `data` extent that has no `stored` place, that is, compressed data. */
  readStored(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void>;
}

/**
 * Sequential writing of a new image. Forward only: a skipped range is a hole. `finish` writes what makes the file valid, last.
 * Contract of the caller: `at` and the length are multiples of `granularity` (the length may end at the virtual size instead),
 * and `at` never decreases. `data` may be called again before the promise of the call before it settles; the sink decides
 * the place of each call synchronously, in call order. The bytes must stay unchanged until the promise settles.
 */
export interface Sink {
  readonly granularity: Bytes;
  data(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  finish(signal?: AbortSignal): Promise<void>;
}

/** Where a new image is written: temporaries that get their names when everything is whole. */
export interface TargetFiles {
  readonly main: Writer;
  /** The name the main file will have, without its folder. */
  readonly name: string;
  sibling(name: string): Promise<Writer>;
}

/** Identifiers and time come from outside, so that output is deterministic in tests. */
export interface Identity {
  uuid(): string;
  now(): Date;
}

export interface CreatePlan<O> {
  readonly virtualSize: Bytes;
  readonly options: O;
  readonly identity: Identity;
}

/** What a new image will hold, as far as that is known before its data is read. */
export interface MeasurePlan<O> {
  readonly virtualSize: Bytes;
  /** Bytes of the source that are stored as data. */
  readonly dataBytes: Bytes;
  readonly options: O;
}

/** A variant of a format. It can be written exactly when `create` is there. */
export interface Variant<O> {
  readonly info: VariantInfo;
  readonly create?: (target: TargetFiles, plan: CreatePlan<O>) => Promise<Sink>;
  /** An upper bound for the size of all files together when `dataBytes` of data are stored; for the free-space check. */
  readonly measure?: (plan: MeasurePlan<O>) => Bytes;
  /** The names of the further files that `create` writes beside the main one of that name, in order. Absent for a single file. */
  readonly siblings?: (name: string, plan: Pick<CreatePlan<O>, 'virtualSize' | 'options'>) => readonly string[];
}

/** Everything Platter knows of a format. Abilities are present or absent; nothing throws "not implemented". */
export interface DiskFormat<O extends object = object> {
  readonly id: string;
  readonly title: string;
  /** Lower case, without the dot; the first is used for new files. */
  readonly extensions: readonly string[];
  /** The first variant is the default for new files. */
  readonly variants: readonly Variant<O>[];
  readonly options: z.ZodType<O>;
  /** Pure: looks at the sample only. */
  readonly probe: (sample: Sample) => Probe;
  /** Parses within limits. Throws DiskError for anything it cannot read faithfully. */
  readonly open: (files: ImageFiles, how: OpenOptions) => Promise<Layer>;
}

/** Declares a format: keeps the type of its options between schema and variants, then forgets it for the registry. */
export function defineFormat<O extends object>(format: DiskFormat<O>): DiskFormat {
  return format as unknown as DiskFormat;
}

/** How a long operation is watched: told to stop through the signal, and reporting as it goes. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/** Every long thing is a function of (input, watch). */
export type Operation<I, R> = (input: I, watch: Watch) => Promise<R>;
