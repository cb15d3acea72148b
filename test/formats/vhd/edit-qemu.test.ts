import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { create } from '#main/core/operations/create.ts';
import { openEditableSource, openSource } from '#main/core/operations/open-source.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference, patternAt } from '#test/support/patterns.ts';
import { compareWithQemu, makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const run = promisify(execFile);
const { signal } = unwatched;
const virtualSize = 9 * MiB + 512;

async function writeHere(path: string, at: number, bytes: Uint8Array): Promise<void> {
  await using image = await openEditableSource({ path, sourceFormat: 'vhd' }, signal);
  await image.disk.write(at, bytes);
  await image.disk.flush();
}

async function writeThere(path: string, at: number, length: number, value: number): Promise<void> {
  await run('qemu-io', ['-f', 'vpc', '-c', `write -P ${String(value)} ${String(at)} ${String(length)}`, path]);
}

async function contentOf(path: string): Promise<Uint8Array> {
  await using image = await openSource({ path, sourceFormat: 'vhd' }, signal);
  const content = new Uint8Array(image.disk.virtualSize);
  await image.disk.read(0, content);
  return content;
}

describe.skipIf(missing('qemu-img', 'qemu-io'))('a VHD that Platter and QEMU write in turn', () => {
  it.each(['dynamic', 'fixed'])('has the content of both, made by Platter as a %s one', async (variant) => {
    await using folder = await TempFolder.create();
    const [path, raw] = [folder.at('disk.vhd'), folder.at('model.raw')];
    await create({ target: path, virtualSize, variant }, unwatched);
    const model = new Uint8Array(virtualSize);
    const random = seededRandom(3);
    for (let turn = 1; turn <= 8; turn += 1) {
      const length = 512 * (1 + random.below(300));
      const at = 512 * random.below((virtualSize - length) / 512);
      if (turn % 2 === 0) {
        await writeThere(path, at, length, turn);
        model.fill(turn, at, at + length);
      } else {
        const bytes = random.bytes(length);
        await writeHere(path, at, bytes);
        model.set(bytes, at);
      }
      expect(firstDifference(await contentOf(path), model, 0), `after turn ${String(turn)}`).toBeUndefined();
    }
    await writeFile(raw, model);
    expect(await compareWithQemu({ path, format: 'vpc' }, { path: raw, format: 'raw' })).toBe('identical');
  });

  it.each(qemuVariants.filter(({ format }) => format === 'vpc'))(
    'takes writes into $title of QEMU',
    async (variant) => {
      await using folder = await TempFolder.create();
      const [path, raw] = [folder.at('disk.vhd'), folder.at('model.raw')];
      const model = new Uint8Array(virtualSize);
      model.set(patternAt(3 * MiB, 100 * KiB), 3 * MiB);
      await writeFile(raw, model);
      await makeWithQemu(variant, raw, path);
      const before = await readFile(path);
      for (const at of [0, 3 * MiB + 512, 5 * MiB - 100, virtualSize - 1000]) {
        const bytes = patternAt(at, 1000);
        await writeHere(path, at, bytes);
        model.set(bytes, at);
      }
      await writeFile(raw, model);
      expect(await compareWithQemu({ path, format: 'vpc' }, { path: raw, format: 'raw' })).toBe('identical');
      expect(Buffer.compare((await readFile(path)).subarray(-512), before.subarray(-512))).toBe(0);
    },
  );
});
