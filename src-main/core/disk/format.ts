import type { z } from 'zod';
import type { Facts } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { VariantInfo } from '#shared/model/format.ts';
import type { Progress } from '#shared/model/job.ts';
import type { Structure } from '#shared/model/structure.ts';
import type { Reader, Writer } from '../io/reader.ts';
import type { WhenFull } from '../io/when-full.ts';
import type { Findings } from './findings.ts';
import type { Limits } from './limits.ts';
import type { Patch } from './patch.ts';
import type { UnitSet } from './unit-set.ts';

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
  /**
   * Hears, when a rescue reads stored data, of every part of the disk that could not be read as it was written. What was
   * delivered there is the best that could be had, else zeros.
   */
  readonly lost?: ((range: ByteRange) => void) | undefined;
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
  /** Its data is compressed, so that reading it keeps several processors busy. */
  readonly isCompressed?: boolean;
  /**
   * The runs of `range`: complete, in order, without gaps or overlaps. They come in batches, one per page of tables, so
   * that a fragmented map costs no promise per block. Adjacent runs may still be mergeable; core/disk merges them.
   */
  extents(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]>;
  /** Fills `target` from `at`. Called only inside one `data` extent that has no `stored` place, that is, compressed data. */
  readStored(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void>;
}

/**
 * A layer that is written in place. Readers of its extents see every change at once; a power cut loses what came after the
 * last `flush`, and nothing else. Calls do not overlap in time: core/disk sees to that, and to parents and straddling parts.
 * A driver keeps this order: data, flush, what counts or copies, flush, the table entry that makes the data reachable.
 * It may hold entries back until `flush`, in bounded memory (io/write-back), but never writes one whose data is not flushed.
 * The first change after opening marks the image as changed (content id, modification UUID), once, before it is made.
 */
export interface EditableLayer extends Layer {
  /**
   * What is allocated together and hides the parent together; a power of two from 512. When a write falls on a part of such
   * a unit that is a hole, the rest of the hole reads as zeros afterwards. Where a parent is to show there, core/disk writes whole units.
   */
  readonly editUnit: Bytes;
  /** Stores bytes, allocating what is needed. `at` and the length are multiples of 512; the length may end at the virtual size instead. */
  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /**
   * Makes a range read as zeros, whatever a parent has there, without storing more than it must: what no file holds stays so
   * where the format can say "zero" or there is no parent. Bounds as for `write`.
   */
  zero(range: ByteRange, signal?: AbortSignal): Promise<void>;
  /**
   * The content of a range matters no more: it reads as zeros afterwards, or as before. Gives space back where that moves nothing
   * else: to the file, or to the file system by a hole.
   */
  discard(range: ByteRange, signal?: AbortSignal): Promise<void>;
  /** Returns when everything done before survives a power cut. */
  flush(signal?: AbortSignal): Promise<void>;
}

export interface EditOptions extends OpenOptions {
  readonly identity: Identity;
}

/** The parent of a new child. */
export interface ParentReference {
  /** The whole path of its main file on this system. */
  readonly path: string;
  /** The same seen from the child's folder, with the separators of this system: just a name when they share it. */
  readonly relativePath: string;
  /** When its main file was last changed. */
  readonly modifiedAt: Date;
  readonly layer: Layer;
}

export interface ChildPlan<O> {
  readonly options: O;
  readonly identity: Identity;
  readonly parent: ParentReference;
}

/** What a check is given besides the files. */
export interface CheckOptions {
  readonly limits: Limits;
  /** Takes what is found. */
  readonly findings: Findings;
  readonly watch: Watch;
}

/** The allocation units of an image. */
export interface BlockCount {
  readonly total: number;
  readonly allocated: number;
}

/** What a description of structures is given besides the files. */
export interface DescribeOptions {
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

export interface RepairOptions {
  readonly limits: Limits;
  /** The codes of the findings that are to be repaired; those that cannot be are passed over. */
  readonly codes: ReadonlySet<string>;
  readonly identity: Identity;
  readonly watch: Watch;
}

/** What can be given back of an image in place; found by reading tables only. */
export interface CompactionPlan {
  /** Bytes of the disk in one allocation unit: unit n starts at n × `unit`, and the last one of the disk may be shorter. */
  readonly unit: Bytes;
  /** Whether the image can say of a unit that it is zero, whatever a parent has there. */
  readonly canDeclareZero: boolean;
  /** Bytes in the files that nothing refers to. */
  readonly orphanedBytes: Bytes;
  /** The numbers of all units that take space, ascending, in batches. */
  allocated(signal?: AbortSignal): AsyncIterable<readonly number[]>;
  /** How long all files together will be when so many of these units are given back. */
  sizeAfter(units: Pick<UnitSet, 'has' | 'count'>, signal?: AbortSignal): Promise<Bytes>;
}

export interface CompactOptions {
  readonly limits: Limits;
  readonly identity: Identity;
  /** Allocated units that are to become holes. */
  readonly holes: UnitSet;
  /** Allocated units that are to be declared zero; empty where the plan says that this cannot be done. */
  readonly zeros: UnitSet;
  /** `renew` when a reader of the disk will see something else afterwards: content id, modification UUID. */
  readonly marks: 'keep' | 'renew';
  readonly watch: Watch;
}

/** The files of an image that is resized. */
export interface ResizeFiles extends ImageFiles<Writer> {
  /** Makes a new file beside the main one. Throws `resize.file-in-the-way`. It is removed again when the resizing fails. */
  create(name: string): Promise<Writer>;
  /** Replaces the content of the main file at once, whole or not at all; for descriptors. What was made is flushed before. */
  replaceMain(content: Uint8Array): Promise<void>;
  /** Removes a file beside the main one that nothing names any more. */
  remove(name: string): Promise<void>;
}

export interface ResizeOptions {
  readonly limits: Limits;
  readonly identity: Identity;
  /** Whole sectors. When it is smaller, what is cut off holds nothing that has to stay. */
  readonly virtualSize: Bytes;
  readonly watch: Watch;
}

/**
 * Sequential writing of a new image. Forward only: a skipped range is a hole. `finish` writes what makes the file valid, last, and
 * flushes nothing: the output flushes all of it before it gets its name (ADR 40).
 * Contract of the caller: `at` and the length are multiples of `granularity` (the length may end at the virtual size instead),
 * and `at` never decreases. `data` may be called again before the promise of the call before it
 * settles; the sink decides the place of each call synchronously, in call order. The bytes must stay unchanged until the promise settles.
 */
export interface Sink {
  readonly granularity: Bytes;
  /** Windows that are read before it takes them, and again as many that it may work on at once; few where each takes long. */
  readonly windowsInFlight?: number;
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
  /** The identifier that a new disk is to bear; a new one when absent. Everything else gets `uuid()` all the same. */
  readonly disk?: string;
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
  /** The size that a new disk gets for a wanted one, when options have a say in it. At least the wanted one. */
  readonly fitSize?: (size: Bytes, options: O) => Bytes;
  /** The names of the further files that `create` writes beside the main one of that name, in order. Absent for a single file. */
  readonly siblings?: (name: string, plan: Pick<CreatePlan<O>, 'virtualSize' | 'options'>) => readonly string[];
}

/** Everything Platter knows of a format. Abilities are present or absent; nothing throws "not implemented". */
export interface DiskFormat<O extends object = object> {
  readonly id: string;
  readonly title: string;
  /** Lower case, without the dot; the first is used for new files. */
  readonly extensions: readonly string[];
  /** A program that runs images of the format refuses files that are marked as sparse, as NTFS marks them: new ones get no such mark. */
  readonly isNeverSparse?: true;
  /** The first variant is the default for new files. */
  readonly variants: readonly Variant<O>[];
  /** What can be chosen for a new image. */
  readonly options: () => z.ZodType<O>;
  /** Pure: looks at the sample only. */
  readonly probe: (sample: Sample) => Probe;
  /** Parses within limits. Throws DiskError for anything it cannot read faithfully. */
  readonly open: (files: ImageFiles, how: OpenOptions) => Promise<Layer>;
  /** Opens an image to be written in place. Refuses, besides what `open` refuses, images in which writing could lose something. */
  readonly edit?: (files: ImageFiles<Writer>, how: EditOptions) => Promise<EditableLayer>;
  /** Writes an empty child: all of it is its parent's. Same order as a sink: what makes the file valid comes last. */
  readonly createChild?: (target: TargetFiles, plan: ChildPlan<O>) => Promise<void>;
  /**
   * Looks at the structure of every file, and at the data only where it has a checksum or is compressed. Damage is never
   * thrown but found; what is thrown is input and output, the wish to stop, and `probe.not-this-format`. Memory is bounded.
   */
  readonly check?: (files: ImageFiles, how: CheckOptions) => Promise<BlockCount>;
  /**
   * The structures of every file as they are stored, before anything in them is believed. Neither damage nor a file that is not
   * there is thrown: they are part of what is told. Throws only when it is told to stop.
   */
  readonly describe?: (files: ImageFiles, how: DescribeOptions) => AsyncIterable<Structure>;
  /**
   * Proposes changes that mend what a check finds, in the order in which they are to be made: applied one by one, each
   * followed by a flush, no prefix of them leaves the image worse than it was. Writes nothing itself.
   */
  readonly repair?: (files: ImageFiles, how: RepairOptions) => AsyncIterable<Patch>;
  /** Says what could be given back in place. Throws `compact.rewrite-instead` where that needs a new file. */
  readonly planCompaction?: (files: ImageFiles, how: OpenOptions) => Promise<CompactionPlan>;
  /**
   * Gives units back in place, moving others down, and cuts the files. A block is copied and flushed before its entry is
   * changed and flushed, and what was is overwritten or cut only after that: a power cut at any moment loses nothing but space.
   * Returns how many bytes were moved.
   */
  readonly compact?: (files: ImageFiles<Writer>, how: CompactOptions) => Promise<{ readonly movedBytes: Bytes }>;
  /** Gives the disk another size, in an order in which a power cut at any moment leaves the old disk or the new one. */
  readonly resize?: (files: ResizeFiles, how: ResizeOptions) => Promise<void>;
}

/** Declares a format: keeps the type of its options between schema and variants, then forgets it for the registry. */
export function defineFormat<O extends object>(format: DiskFormat<O>): DiskFormat {
  return format as unknown as DiskFormat;
}

/** How a long operation is watched: told to stop through the signal, and reporting as it goes. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Waits when the disk that a new image is written to is full. Absent where nobody could make room: that fails. */
  readonly whenFull?: WhenFull | undefined;
}

/** Every long thing is a function of (input, watch). */
export type Operation<I, R> = (input: I, watch: Watch) => Promise<R>;
