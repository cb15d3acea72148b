import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { convert } from '#main/core/operations/convert.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const run = promisify(execFile);

async function write(image: string, ...commands: readonly string[]): Promise<void> {
  await run('qemu-io', ['-f', 'vmdk', ...commands.flatMap((command) => ['-c', command]), image]);
}

async function derive(base: string, child: string, folder: TempFolder, options: readonly string[] = []): Promise<void> {
  const words = ['create', '-q', '-f', 'vmdk', ...options, '-b', base, '-F', 'vmdk', folder.at(child)];
  await run('qemu-img', words, { cwd: folder.path });
}

/** Three links with data, zeros and holes over each other; the base is of the subformat. */
async function makeChain(folder: TempFolder, subformat: string): Promise<void> {
  await qemuImg('create', '-q', '-f', 'vmdk', folder.at('seed.vmdk'), '40M');
  await write(folder.at('seed.vmdk'), 'write -P 0x11 0 5M', 'write -P 0x12 20M 3M', 'write -P 0x13 39M 1M');
  const options = ['-f', 'vmdk', '-O', 'vmdk', '-o', `subformat=${subformat}`];
  await qemuImg('convert', ...options, folder.at('seed.vmdk'), folder.at('base.vmdk'));
  await derive('base.vmdk', 'middle.vmdk', folder);
  await write(folder.at('middle.vmdk'), 'write -P 0x21 1M 64k', 'write -P 0x22 21M 100k', 'write -P 0x23 30M 1M');
  await derive('middle.vmdk', 'top.vmdk', folder, ['-o', 'zeroed_grain=on']);
  await write(folder.at('top.vmdk'), 'write -P 0x31 64k 64k', 'write -z 2M 1M', 'write -P 0x32 30500k 200k');
}

describe.skipIf(missing('qemu-img', 'qemu-io'))('a chain of VMDK images that QEMU made', () => {
  it.each(['monolithicSparse', 'streamOptimized', 'twoGbMaxExtentSparse', 'monolithicFlat'])(
    'has the content that QEMU sees, on a base that is %s',
    async (subformat) => {
      await using folder = await TempFolder.create();
      await makeChain(folder, subformat);
      await qemuImg('convert', '-f', 'vmdk', '-O', 'raw', folder.at('top.vmdk'), folder.at('whole.raw'));
      const content = createHash('sha256').update(await readFile(folder.at('whole.raw')));
      const { value } = await hash({ path: folder.at('top.vmdk') }, unwatched);
      expect(value).toBe(content.digest('hex'));
    },
  );

  it('is flattened by a conversion', async () => {
    await using folder = await TempFolder.create();
    await makeChain(folder, 'streamOptimized');
    await convert({ source: folder.at('top.vmdk'), target: folder.at('flat.vdi') }, unwatched);
    const chain = { path: folder.at('top.vmdk'), format: 'vmdk' };
    expect(await compareWithQemu(chain, { path: folder.at('flat.vdi'), format: 'vdi' })).toBe('identical');
  });

  it('is refused when somebody wrote to a parent', async () => {
    await using folder = await TempFolder.create();
    await makeChain(folder, 'monolithicSparse');
    await write(folder.at('base.vmdk'), 'write -P 0x14 10M 64k');
    await expect(inspect({ path: folder.at('top.vmdk') }, unwatched)).rejects.toMatchObject({
      reason: 'chain.parent-changed',
      code: 'damaged',
      facts: { name: 'middle.vmdk', parent: folder.at('base.vmdk') },
    });
    expect(await folder.openFiles()).toEqual([]);
  });
});
