import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { sectorSize, sparseHeader, type SparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { headerOf, planSparse } from '#main/core/formats/vmdk/sparse-plan.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { patternAt } from '#test/support/patterns.ts';

/** Grains of handmade images; a table of 512 covers 2 MiB, and the disk has three of them unless said otherwise. */
export const grain: Bytes = 4 * KiB;
export const tableCoverage: Bytes = 2 * MiB;
export const diskSize: Bytes = 6 * MiB;

export interface SparseRecipe {
  /** What the table says of a grain: `data` appends the grain, a number is the entry itself. */
  readonly grains?: Readonly<Record<number, 'data' | number>>;
  readonly header?: Partial<SparseHeader>;
  /** Entries of the directory that differ. */
  readonly directory?: Readonly<Record<number, number>>;
  /** The embedded descriptor; empty for none. Defaults to that of a monolithicSparse disk. */
  readonly descriptor?: string;
  readonly virtualSize?: Bytes;
  readonly fileSize?: Bytes;
  /** Where the data that grains tell of starts on the disk. */
  readonly patternStart?: Bytes;
}

/** A sparse extent made by hand. Its layout is that of the plan, which the test vectors of the writer pin down. */
export function buildSparse(recipe: SparseRecipe = {}): Uint8Array<ArrayBuffer> {
  const { grains = {}, virtualSize = diskSize, patternStart = 0 } = recipe;
  const plan = planSparse(virtualSize, grain);
  const appended = Object.values(grains).filter((entry) => entry === 'data').length;
  const image = new Uint8Array(plan.overhead * sectorSize + appended * grain);
  const view = viewOf(image);
  image.set(sparseHeader.encode({ ...headerOf(plan), ...recipe.header }));
  image.set(new TextEncoder().encode(recipe.descriptor ?? descriptorOf([sparseLine(virtualSize)])), sectorSize);

  for (const [directory, tables] of [
    [plan.redundantDirectory, plan.redundantTables],
    [plan.directory, plan.tables],
  ] as const) {
    for (let i = 0; i < plan.tableCount; i += 1) {
      const entry = recipe.directory?.[i] ?? tables + i * plan.tableSectors;
      view.setUint32(directory * sectorSize + 4 * i, entry, true);
    }
  }
  let next = plan.overhead;
  for (const [index, entry] of Object.entries(grains)) {
    const sector = entry === 'data' ? next : entry;
    if (entry === 'data') {
      image.set(patternAt(patternStart + Number(index) * grain, grain), next * sectorSize);
      next += plan.grainSectors;
    }
    for (const tables of [plan.redundantTables, plan.tables]) {
      view.setUint32(tables * sectorSize + 4 * Number(index), sector, true);
    }
  }
  const resized = new Uint8Array(recipe.fileSize ?? image.length);
  resized.set(image.subarray(0, resized.length));
  return resized;
}

/** The line of an embedded descriptor. */
export function sparseLine(virtualSize: Bytes): string {
  return `RW ${virtualSize / sectorSize} SPARSE "whatever.vmdk"`;
}

/** A descriptor as VMware writes it. */
export function descriptorOf(extents: readonly string[], ...more: readonly string[]): string {
  return [
    '# Disk DescriptorFile',
    'version=1',
    'CID=12345678',
    'parentCID=ffffffff',
    'createType="custom"',
    ...more,
    '',
    '# Extent description',
    ...extents,
    '',
  ].join('\n');
}

/** A descriptor file and the files beside it. */
export function buildSet(
  descriptor: string | Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = {},
): MemoryImage {
  const text = typeof descriptor === 'string' ? new TextEncoder().encode(descriptor) : descriptor;
  const image = new MemoryImage('disk.vmdk', text);
  for (const [name, content] of Object.entries(files)) image.siblings.set(name, new MemoryFile(content, name));
  return image;
}
