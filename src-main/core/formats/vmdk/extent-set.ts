import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { CreatePlan, MeasurePlan, Sink, TargetFiles, Variant } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { ExtentSetSink, type ExtentFile } from './extent-set-sink.ts';
import { sectorSize } from './layout.ts';
import type { VmdkOptions } from './options.ts';
import { composeDescriptor, measureDescriptor, type NewExtent } from './write-descriptor.ts';

/** What the variants with a descriptor file differ in. */
export interface ExtentSetKind {
  readonly createType: string;
  readonly type: NewExtent['type'];
  /** What one file holds of the disk; infinite where one file holds all of it. A multiple of the granularity. */
  readonly extentBytes: Bytes;
  /** The names of the extents beside a descriptor. */
  readonly names: (descriptor: string, count: number) => readonly string[];
  readonly granularity: (options: VmdkOptions) => Bytes;
  readonly open: (file: Writer, extent: NamedExtent) => Promise<Sink>;
  /** An upper bound for all extents; `lengths` are those of the pieces of the disk. */
  readonly measure: (lengths: readonly Bytes[], plan: MeasurePlan<VmdkOptions>) => Bytes;
}

/** One extent file of a new disk. */
export interface NamedExtent {
  readonly name: string;
  readonly length: Bytes;
  readonly options: VmdkOptions;
}

/** How a disk in a descriptor file and extents beside it is written. */
export function extentSet(
  kind: ExtentSetKind,
): Required<Pick<Variant<VmdkOptions>, 'create' | 'measure' | 'siblings'>> {
  const { extentBytes, createType, type } = kind;

  const piecesOf = (virtualSize: Bytes): readonly ByteRange[] => {
    if (virtualSize <= extentBytes) return [{ start: 0, length: virtualSize }];
    return Array.from({ length: Math.ceil(virtualSize / extentBytes) }, (_, i) => {
      const start = i * extentBytes;
      return { start, length: Math.min(extentBytes, virtualSize - start) };
    });
  };
  const filesOf = (descriptor: string, virtualSize: Bytes): readonly ExtentFile[] => {
    const pieces = piecesOf(virtualSize);
    const names = kind.names(descriptor, pieces.length);
    return pieces.map((piece, i) => ({ ...piece, name: names[i] ?? '' }));
  };

  return {
    siblings: (name, { virtualSize }) => filesOf(name, virtualSize).map((file) => file.name),
    measure: (plan) => {
      const lengths = piecesOf(plan.virtualSize).map(({ length }) => length);
      return kind.measure(lengths, plan) + measureDescriptor(lengths.length);
    },
    async create(target: TargetFiles, plan: CreatePlan<VmdkOptions>) {
      const files = filesOf(target.name, plan.virtualSize);
      const lines = files.map(({ name, length }) => ({ type, fileName: name, sectors: length / sectorSize }));
      const descriptor = composeDescriptor(createType, lines, plan);
      const { options } = plan;
      return ExtentSetSink.start(files, {
        granularity: kind.granularity(options),
        open: async ({ name, length }) => kind.open(await target.sibling(name), { name, length, options }),
        async describe(signal) {
          await target.main.write(0, descriptor, signal);
          await target.main.flush();
        },
      });
    },
  };
}
