import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { convert } from '#main/core/operations/convert.ts';
import { create } from '#main/core/operations/create.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { missing } from '#test/support/need.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { ownVariants } from './own-variants.ts';

const run = promisify(execFile);
const size = 5 * MiB + 512;

/** What libvmdk and libvhdi call the variants. */
const kinds: Readonly<Record<string, string>> = {
  'vmdk monolithicSparse': 'Monolithic sparse',
  'vmdk streamOptimized': 'Stream optimized',
  'vmdk monolithicFlat': 'Monolithic flat',
  'vmdk twoGbMaxExtentSparse': '2GB extent sparse',
  'vmdk twoGbMaxExtentFlat': '2GB extent flat',
  'vhd dynamic': 'Dynamic',
  'vhd fixed': 'Fixed',
};

const options: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  'vmdk monolithicSparse': [{}, { zeroedGrains: 'on' }, { grainSize: '8KiB', adapterType: 'ide' }],
  'vmdk twoGbMaxExtentSparse': [{}, { zeroedGrains: 'on', toolsVersion: '10346' }],
};

/** What the tool says of the kind and the size of an image. Throws when it refuses the image. */
async function told(format: string, file: string): Promise<{ readonly kind: string; readonly size: number }> {
  const { stdout } = await run(format === 'vmdk' ? 'vmdkinfo' : 'vhdiinfo', [file]);
  const kind = /Disk type\s*:\s*(.+)/.exec(stdout)?.[1] ?? '';
  return {
    kind,
    size: Number(/Media size\s*:.*\((\d+) bytes\)|Media size\s*:\s*(\d+) bytes/.exec(stdout)?.slice(1).find(Boolean)),
  };
}

describe.each([
  { library: 'libvmdk', format: 'vmdk', absent: missing('vmdkinfo') },
  { library: 'libvhdi', format: 'vhd', absent: missing('vhdiinfo') },
])('$library accepts', ({ format, absent }) => {
  let folder: TempFolder;
  beforeAll(async () => {
    folder = await TempFolder.create();
    await makeSampleDisk(folder.at('sample.img'), size);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const cases = ownVariants
    .filter((variant) => variant.format === format)
    .flatMap(({ title, variant }) => (options[title] ?? [{}]).map((chosen) => ({ title, variant, chosen })));

  it.skipIf(absent).each(cases)(
    '$title $chosen, made empty and by a conversion',
    async ({ title, variant, chosen }) => {
      const name = Object.values(chosen).join('-');
      const target = { format, variant, options: chosen };
      const empty = folder.at(`${variant}-${name}-empty.${format}`);
      await create({ target: empty, virtualSize: size, ...target }, unwatched);
      const filled = folder.at(`${variant}-${name}-filled.${format}`);
      await convert({ source: folder.at('sample.img'), sourceFormat: 'raw', target: filled, ...target }, unwatched);
      for (const file of [empty, filled]) {
        const { virtualSize } = await inspect({ path: file }, unwatched);
        expect(await told(format, file)).toEqual({ kind: kinds[title], size: virtualSize });
      }
    },
  );
});
