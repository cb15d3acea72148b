import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A way to make an image with qemu-img: its format's name there and its creation options. */
export interface QemuVariant {
  readonly title: string;
  /** qemu-img's name of the format: vdi, vpc, vmdk, raw. */
  readonly format: string;
  readonly options?: string;
  /** Of the file, without the dot. */
  readonly extension: string;
}

/** Every image of Platter's formats that qemu-img 7.2 can make. */
export const qemuVariants: readonly QemuVariant[] = [
  { title: 'raw', format: 'raw', extension: 'img' },
  { title: 'VDI dynamic', format: 'vdi', extension: 'vdi' },
  { title: 'VDI static', format: 'vdi', options: 'static=on', extension: 'vdi' },
  { title: 'VHD dynamic', format: 'vpc', options: 'subformat=dynamic', extension: 'vhd' },
  { title: 'VHD dynamic, exact size', format: 'vpc', options: 'subformat=dynamic,force_size=on', extension: 'vhd' },
  { title: 'VHD fixed', format: 'vpc', options: 'subformat=fixed', extension: 'vhd' },
  { title: 'VHD fixed, exact size', format: 'vpc', options: 'subformat=fixed,force_size=on', extension: 'vhd' },
  ...['monolithicSparse', 'monolithicFlat', 'twoGbMaxExtentSparse', 'twoGbMaxExtentFlat', 'streamOptimized'].map(
    (subformat) => ({
      title: `VMDK ${subformat}`,
      format: 'vmdk',
      options: `subformat=${subformat}`,
      extension: 'vmdk',
    }),
  ),
];

/** Runs qemu-img and returns what it printed. Throws with its exit code and messages when it fails. */
export async function qemuImg(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('qemu-img', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Makes an image with the content of a raw file. */
export async function makeWithQemu(variant: QemuVariant, rawFile: string, target: string): Promise<void> {
  const options = variant.options === undefined ? [] : ['-o', variant.options];
  await qemuImg('convert', '-f', 'raw', '-O', variant.format, ...options, rawFile, target);
}

/** `identical`, or what qemu-img says of the first difference. Bytes beyond the shorter disk must be zero. */
export async function compareWithQemu(
  first: { readonly path: string; readonly format: string },
  second: { readonly path: string; readonly format: string },
): Promise<string> {
  try {
    await qemuImg('compare', '-f', first.format, '-F', second.format, first.path, second.path);
    return 'identical';
  } catch (thrown) {
    if (thrown instanceof Error && 'stdout' in thrown) return String(thrown.stdout).trim();
    throw thrown;
  }
}
