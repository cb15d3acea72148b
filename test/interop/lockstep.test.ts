import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { check } from '#main/core/operations/check.ts';
import { create } from '#main/core/operations/create.ts';
import { openEditableSource, openSource } from '#main/core/operations/open-source.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { compareWithQemu } from '#test/support/qemu-img.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const runQemuIo = promisify(execFile);
const qemuNames: Readonly<Record<string, string>> = { vhd: 'vpc' };

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** A range filled with one byte, which is what qemu-io can write. */
interface Fill {
  readonly at: Bytes;
  readonly length: Bytes;
  readonly byte: number;
}

const images = [
  { name: 'disk.img', format: 'raw', variant: 'sparse', options: {} },
  { name: 'disk.vdi', format: 'vdi', variant: 'dynamic', options: {} },
  { name: 'disk.vdi', format: 'vdi', variant: 'static', options: {} },
  { name: 'disk.vhd', format: 'vhd', variant: 'dynamic', options: {} },
  { name: 'disk.vhd', format: 'vhd', variant: 'dynamic', options: { blockSize: '512KiB' } },
  { name: 'disk.vhd', format: 'vhd', variant: 'fixed', options: {} },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'monolithicSparse', options: {} },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'monolithicFlat', options: {} },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'twoGbMaxExtentSparse', options: {} },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'twoGbMaxExtentFlat', options: {} },
] as const;

const size = 40 * MiB;

describe.skipIf(missing('qemu-img', 'qemu-io'))('QEMU and Platter write to the same image in turns', () => {
  it.each(images)('$format $variant $options', async ({ name, format, variant, options }) => {
    const random = seededRandom(17);
    const path = folder.at(name);
    const qemuFormat = qemuNames[format] ?? format;
    await create({ target: path, virtualSize: size, format, variant, options }, unwatched);
    const model = Buffer.alloc(size);
    const expectModel = async (when: string): Promise<void> => {
      await using image = await openSource({ path, sourceFormat: format }, unwatched.signal);
      const found = new Uint8Array(size);
      await image.disk.read(0, found);
      expect(firstDifference(found, model, 0), when).toBeUndefined();
    };

    // Two times 500 writes, so that each meets the tables as the other left them.
    for (let round = 0; round < 10; round += 1) {
      const byQemu = fills(random, 50, 512);
      await writeWithQemu(path, qemuFormat, byQemu);
      applyTo(model, byQemu);
      await expectModel(`after QEMU's round ${String(round)}`);

      const byPlatter = fills(random, 50, 1);
      await writeWithPlatter(path, format, byPlatter);
      applyTo(model, byPlatter);
    }
    await writeFile(folder.at('model.img'), model);
    expect(await compareWithQemu({ path: folder.at('model.img'), format: 'raw' }, { path, format: qemuFormat })).toBe(
      'identical',
    );
    await expectModel('in the end');
    // No table copy differs, no counter is wrong, nothing is orphaned.
    const { summary } = await check({ path, sourceFormat: format }, unwatched);
    expect(summary).toMatchObject({ fatal: 0, damage: 0, waste: 0 });
  });
});

function fills(random: Random, count: number, unit: Bytes): readonly Fill[] {
  return Array.from({ length: count }, () => {
    const length =
      Math.max(unit, random.below(random.pick([4 * KiB, 64 * KiB, 300 * KiB])) * unit) % (512 * KiB) || unit;
    const at = random.below((size - length) / unit) * unit;
    return { at, length, byte: random.below(256) };
  });
}

function applyTo(model: Buffer, written: readonly Fill[]): void {
  for (const { at, length, byte } of written) model.fill(byte, at, at + length);
}

async function writeWithQemu(path: string, format: string, written: readonly Fill[]): Promise<void> {
  const commands = written.flatMap(({ at, length, byte }) => [
    '-c',
    `write -q -P ${String(byte)} ${String(at)} ${String(length)}`,
  ]);
  const { stdout } = await runQemuIo('qemu-io', ['-f', format, ...commands, path]);
  expect(stdout).toBe('');
}

async function writeWithPlatter(path: string, format: string, written: readonly Fill[]): Promise<void> {
  await using image = await openEditableSource({ path, sourceFormat: format }, unwatched.signal);
  for (const { at, length, byte } of written) await image.disk.write(at, new Uint8Array(length).fill(byte));
  await image.disk.flush();
}
