import { open } from 'node:fs/promises';
import { header, headerStart } from '#main/core/formats/vdi/layout.ts';
import { makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';

/** An entry of the block map that names no slot. */
export const freeEntry = 0xffff_ffff;

/** Makes a growing VDI with the content of a raw file, as qemu-img writes it. */
export async function makeVdi(rawFile: string, target: string): Promise<string> {
  const variant = qemuVariants.find(({ title }) => title === 'VDI dynamic');
  if (!variant) throw new Error('qemu-img makes no such VDI.');
  await makeWithQemu(variant, rawFile, target);
  return target;
}

/** Writes another count of slots into the header. */
export async function setCount(file: string, count: number): Promise<void> {
  await writeNumber(file, headerStart + header.offsetOf('blocksAllocated'), count);
}

/** Replaces entries of the block map, by their number. */
export async function setEntries(file: string, entries: Readonly<Record<number, number>>): Promise<void> {
  const mapStart = await readNumber(file, headerStart + header.offsetOf('mapStart'));
  for (const [block, slot] of Object.entries(entries)) await writeNumber(file, mapStart + 4 * Number(block), slot);
}

/** Makes the version of the image one that nobody knows. */
export async function spoilVersion(file: string): Promise<void> {
  await writeNumber(file, 68, 0x0009_0009);
}

async function readNumber(file: string, at: number): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, at);
    return buffer.readUInt32LE();
  } finally {
    await handle.close();
  }
}

async function writeNumber(file: string, at: number, number: number): Promise<void> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  const handle = await open(file, 'r+');
  try {
    await handle.write(bytes, 0, 4, at);
  } finally {
    await handle.close();
  }
}
