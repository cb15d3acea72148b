import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { ChildPlan, ParentReference, TargetFiles } from '../../disk/format.ts';
import { noParent } from './descriptor.ts';
import { adapterTypes, type Geometry } from './geometry.ts';
import { marksOf } from './lineage.ts';
import type { VmdkOptions } from './options.ts';
import { planSparse } from './sparse-plan.ts';
import { SparseSink } from './sparse-sink.ts';
import { variants } from './variants.ts';
import { embeddedDescriptor, vmwareUuid, type ParentLines } from './write-descriptor.ts';

/** QEMU keeps the path of a parent in a field of 4096 bytes; with more than this, nothing of a new descriptor is sure to fit. */
const longestHint: Bytes = 4095;

/**
 * Writes an empty child: a monolithicSparse file without a grain, which names its parent and the content id that the parent
 * has now. Adapter, geometry and the id that a guest sees are the parent's, since it is the same disk to the guest.
 * Throws `vmdk.parent-without-id`, `vmdk.parent-path-too-long`, `vmdk.name-not-writable` or `disk.too-large`.
 */
export async function createChild(target: TargetFiles, plan: ChildPlan<VmdkOptions>): Promise<void> {
  const { parent, identity } = plan;
  const { virtualSize } = parent.layer;
  refuseSize(virtualSize);
  const options = optionsOf(plan);
  const lines = parentLines(parent, target.name);
  const descriptor = embeddedDescriptor('monolithicSparse', target.name, {
    virtualSize,
    options,
    identity,
    parent: lines,
  });
  const sparsePlan = planSparse(virtualSize, options.grainSize);
  await new SparseSink(target.main, target.name, { plan: sparsePlan, descriptor }).finish();
}

/** A flat parent may be larger than the tables of a sparse file can address. */
function refuseSize(size: Bytes): void {
  const [sparse] = variants;
  const limit = sparse?.info.maximumSize ?? 0;
  if (size > limit) throw new DiskError('disk.too-large', { size, title: 'a VMDK child', limit });
}

/** The options of the child, with those values of the parent that belong to the disk and not to the file. */
function optionsOf({ options, parent }: ChildPlan<VmdkOptions>): VmdkOptions {
  const { adapterType, hardwareVersion } = parent.layer.facts;
  const adapter = adapterTypes.find((type) => type === adapterType);
  const version = Number(hardwareVersion);
  return {
    ...options,
    ...(adapter && { adapterType: adapter }),
    ...(Number.isInteger(version) && version > 0 && { hardwareVersion: version }),
  };
}

function parentLines({ layer, path, relativePath }: ParentReference, name: string): ParentLines {
  const contentId = layer.marks?.modification;
  if (contentId === undefined || contentId === marksOf(noParent).modification) {
    throw new DiskError('vmdk.parent-without-id', { parent: path });
  }
  if (new TextEncoder().encode(relativePath).length > longestHint) {
    throw new DiskError('vmdk.parent-path-too-long', { name, limit: longestHint });
  }
  const geometry = geometryIn(layer.facts['geometry']);
  // The guest is to see the same disk. An id of VirtualBox is that of a file, and must not be had twice.
  const uuid = layer.uuid?.startsWith(vmwareUuid) ? layer.uuid : undefined;
  return { contentId, hint: relativePath, ...(geometry && { geometry }), ...(uuid !== undefined && { uuid }) };
}

/** Cylinders, heads and sectors as the facts of a layer have them. */
function geometryIn(fact: unknown): Geometry | undefined {
  const [, cylinders, heads, sectors] = /^(\d{1,9})\/(\d{1,4})\/(\d{1,4})$/.exec(String(fact)) ?? [];
  if (sectors === undefined) return undefined;
  return { cylinders: Number(cylinders), heads: Number(heads), sectors: Number(sectors) };
}
