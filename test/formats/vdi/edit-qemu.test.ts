import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { missing } from '#test/support/need.ts';
import { patternAt } from '#test/support/patterns.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { editImage, filled } from './edit-support.ts';

const run = promisify(execFile);
const size = 5 * MiB + 512;

const noSibling = () => Promise.reject(new Error('a VDI is one file'));

async function qemuIo(file: string, ...commands: readonly string[]): Promise<void> {
  await run('qemu-io', ['-f', 'vdi', ...commands.flatMap((command) => ['-c', command]), file]);
}

/** Writes at both sides of block boundaries, into new blocks and old ones, and to the end; and the same to the model. */
async function change(file: string, model: Uint8Array, value: number): Promise<void> {
  await using main = await openForWriting(file);
  const layer = await editImage({ main, name: 'disk.vdi', sibling: noSibling });
  const ranges = [
    { start: 3 * MiB - 64 * KiB, length: 128 * KiB },
    { start: 512, length: 4096 },
    { start: 5 * MiB, length: 512 },
  ];
  for (const { start, length } of ranges) {
    await layer.write(start, filled(value, length));
    model.fill(value, start, start + length);
  }
  await layer.flush();
}

describe.skipIf(missing('qemu-img', 'qemu-io'))('a VDI that Platter and QEMU write to in turn', () => {
  it.each(['static=off', 'static=on'])('is the same disk for both, and whole for QEMU, %s', async (option) => {
    await using folder = await TempFolder.create();
    const file = folder.at('disk.vdi');
    await qemuImg('create', '-q', '-f', 'vdi', '-o', option, file, String(size));
    const model = new Uint8Array(size);

    await change(file, model, 0x51);
    await qemuIo(file, 'write -P 0x61 1M 100k', 'write -P 0x62 4090k 1M');
    model.fill(0x61, MiB, MiB + 100 * KiB).fill(0x62, 4090 * KiB, 4090 * KiB + MiB);
    await change(file, model, 0x52);

    await writeFile(folder.at('model.img'), model);
    const expected = { path: folder.at('model.img'), format: 'raw' };
    expect(await compareWithQemu({ path: file, format: 'vdi' }, expected)).toBe('identical');
    const check: unknown = JSON.parse(await qemuImg('check', '--output=json', file));
    expect(check).toMatchObject({ 'check-errors': 0 });
    expect(check).not.toHaveProperty('corruptions');
  });

  it('is whole for QEMU when its last blocks were discarded', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('model.img'), patternAt(0, 4 * MiB));
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', folder.at('model.img'), folder.at('disk.vdi'));
    {
      await using main = await openForWriting(folder.at('disk.vdi'));
      const layer = await editImage({ main, name: 'disk.vdi', sibling: noSibling });
      await layer.discard({ start: 2 * MiB, length: 2 * MiB });
      await layer.flush();
    }
    const check: unknown = JSON.parse(await qemuImg('check', '--output=json', folder.at('disk.vdi')));
    expect(check).toMatchObject({ 'check-errors': 0 });
    expect(check).not.toHaveProperty('corruptions');
  });

  it('reads as zeros in QEMU where blocks were zeroed or discarded', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('model.img'), patternAt(0, 4 * MiB));
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', folder.at('model.img'), folder.at('disk.vdi'));
    await using main = await openForWriting(folder.at('disk.vdi'));
    const layer = await editImage({ main, name: 'disk.vdi', sibling: noSibling });
    await layer.zero({ start: MiB, length: MiB });
    await layer.discard({ start: 3 * MiB, length: MiB });
    await layer.flush();
    await writeFile(
      folder.at('model.img'),
      patternAt(0, 4 * MiB)
        .fill(0, MiB, 2 * MiB)
        .fill(0, 3 * MiB),
    );
    const model = { path: folder.at('model.img'), format: 'raw' };
    expect(await compareWithQemu({ path: folder.at('disk.vdi'), format: 'vdi' }, model)).toBe('identical');
  });

  it('gives the space of discarded blocks back to the file system', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('model.img'), patternAt(0, 8 * MiB));
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', folder.at('model.img'), folder.at('disk.vdi'));
    await using main = await openForWriting(folder.at('disk.vdi'));
    const layer = await editImage({ main, name: 'disk.vdi', sibling: noSibling });
    const before = await main.allocatedSize();
    await layer.discard({ start: 0, length: 6 * MiB });
    await layer.discard({ start: 6 * MiB + 64 * KiB, length: 512 * KiB });
    await layer.flush();
    if (!(await canPunch(folder))) return;
    // At the edges of blocks, a file system keeps what is no whole page of its own.
    expect(before - (await main.allocatedSize())).toBeGreaterThan(6.4 * MiB);
  });
});

/** Whether the file system of the folder gives space back: some do not. */
async function canPunch(folder: TempFolder): Promise<boolean> {
  await writeFile(folder.at('scratch'), filled(1, MiB));
  await using scratch = await openForWriting(folder.at('scratch'));
  return (await scratch.punchHole({ start: 0, length: MiB })) === 'punched';
}
