import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { generator, type DiskKind } from './disks.ts';

/** One way to store a disk, as both programs call it. */
export interface BenchFormat {
  readonly id: string;
  readonly title: string;
  readonly extension: string;
  readonly platter: { readonly format: string; readonly variant: string };
  readonly qemu: { readonly format: string; readonly options?: string };
  /** True where what is written is a plain copy: no table of small units, no compression. */
  readonly isPlain: boolean;
}

export const benchFormats: readonly BenchFormat[] = [
  {
    id: 'raw',
    title: 'raw',
    extension: 'img',
    platter: { format: 'raw', variant: 'sparse' },
    qemu: { format: 'raw' },
    isPlain: true,
  },
  {
    id: 'vdi',
    title: 'VDI',
    extension: 'vdi',
    platter: { format: 'vdi', variant: 'dynamic' },
    qemu: { format: 'vdi' },
    isPlain: true,
  },
  {
    id: 'vhd',
    title: 'VHD',
    extension: 'vhd',
    platter: { format: 'vhd', variant: 'dynamic' },
    qemu: { format: 'vpc', options: 'subformat=dynamic,force_size=on' },
    isPlain: true,
  },
  {
    id: 'vhd-fixed',
    title: 'VHD fixed',
    extension: 'vhd',
    platter: { format: 'vhd', variant: 'fixed' },
    qemu: { format: 'vpc', options: 'subformat=fixed,force_size=on' },
    isPlain: true,
  },
  vmdk('vmdk-flat', 'VMDK flat', 'monolithicFlat', true),
  vmdk('vmdk', 'VMDK sparse', 'monolithicSparse', false),
  vmdk('vmdk-split', 'VMDK split', 'twoGbMaxExtentSparse', false),
  vmdk('vmdk-stream', 'VMDK stream', 'streamOptimized', false),
];

function vmdk(id: string, title: string, variant: string, isPlain: boolean): BenchFormat {
  const options = `subformat=${variant}`;
  return {
    id,
    title,
    extension: 'vmdk',
    platter: { format: 'vmdk', variant },
    qemu: { format: 'vmdk', options },
    isPlain,
  };
}

/** Makes an image of a format with the content of a raw disk. */
export async function makeImage({ qemu }: BenchFormat, rawDisk: string, target: string): Promise<void> {
  await qemuImg('convert', '-f', 'raw', '-O', qemu.format, ...optionsOf(qemu.options), rawDisk, target);
}

export function optionsOf(options: string | undefined): readonly string[] {
  return options === undefined ? [] : ['-o', options];
}

/** What a fragmented disk is written in. */
const piece: Bytes = 64 * KiB;

/**
 * Makes a badly fragmented image: every second 64 KiB of the disk holds data, and they were written in a random order, so that
 * neighbours on the disk are strangers in the file. A stream cannot be written so; it just has the holes.
 */
export async function makeFragmentedImage(format: BenchFormat, target: string, size: Bytes): Promise<void> {
  const { qemu } = format;
  await qemuImg('create', '-q', '-f', qemu.format, ...optionsOf(qemu.options), target, String(size));
  const starts = Array.from({ length: Math.floor(size / piece / 2) }, (_, index) => index * 2 * piece);
  const random = generator(4711);
  for (let i = starts.length - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * (i + 1));
    [starts[i], starts[other]] = [starts[other] ?? 0, starts[i] ?? 0];
  }
  const writer = spawn('qemu-io', ['-f', qemu.format, target], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(writer, 'exit');
  for (const [index, start] of starts.entries()) {
    if (!writer.stdin.write(`write -q -P ${String(1 + (index % 255))} ${String(start)} ${String(piece)}\n`))
      await once(writer.stdin, 'drain');
  }
  writer.stdin.end();
  await ended;
}

/** True when a disk of that kind can be stored so. */
export function canHold({ id }: BenchFormat, kind: DiskKind): boolean {
  return kind !== 'fragmented' || id !== 'vmdk-stream';
}
