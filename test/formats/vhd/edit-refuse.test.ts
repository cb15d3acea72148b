import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { footer } from '#main/core/formats/vhd/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { openForWriting, type NodeFile } from '#main/core/io/node-file.ts';
import { readLayer } from '#test/support/make-image.ts';
import { patternAt, patternWithin } from '#test/support/patterns.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { buildDynamic, buildFixed, free, withEntries } from './build.ts';
import { edit, entriesOf, imageOf } from './edit-image.ts';

const block = 2 * MiB;
const whole = buildDynamic({ table: [4, free] });

/** The image with its copy of the footer changed, and signed again. */
function withCopy(change: (copy: Uint8Array) => void): Uint8Array {
  const image = whole.slice();
  const copy = image.subarray(0, 512);
  change(copy);
  sign(copy, footer.offsetOf('checksum'));
  return image;
}

describe('opening a VHD to write into it', () => {
  it.each<[string, string, Uint8Array]>([
    ['a suspended machine', 'vhd.edit-saved-state', buildDynamic({ table: [free], footer: { savedState: 1 } })],
    ['a suspended machine with a fixed disk', 'vhd.edit-saved-state', buildFixed(4096, { footer: { savedState: 1 } })],
    ['no footer at the end', 'vhd.edit-footers', buildDynamic({ table: [4, free], footerLength: 0 })],
    ['no copy at the start', 'vhd.edit-footers', whole.slice().fill(0, 0, 512)],
    [
      'a copy with another size',
      'vhd.edit-footers',
      withCopy((copy) => {
        viewOf(copy).setUint32(52, 4096);
      }),
    ],
    ['a copy that differs where nothing is', 'vhd.edit-footers', withCopy((copy) => copy.fill(1, 500, 501))],
    ['a block twice', 'vhd.edit-overlap', withEntries(whole, { 1: 4 })],
    [
      'blocks that overlap by a sector',
      'vhd.edit-overlap',
      withEntries(buildDynamic({ table: [4, 4 + 4097] }), { 1: 4 + 4096 }),
    ],
    ['a block on the header', 'vhd.block-place', withEntries(whole, { 1: 2 })],
    ['a block beyond the end', 'vhd.block-truncated', withEntries(whole, { 1: 4 + 4096 })],
    ['a table on the header', 'vhd.edit-structures', buildDynamic({ table: [free], header: { tableStart: 1024 } })],
    ['a wrong checksum', 'vhd.header-checksum', whole.slice().fill(1, 1500, 1501)],
  ])('refuses one with %s, and leaves it as it is', async (_, reason, content) => {
    const image = imageOf(content);
    await expect(edit(image)).rejects.toMatchObject({ reason });
    expect(Buffer.compare(image.main.bytes(), content)).toBe(0);
  });

  it('refuses a table that is larger than what may be looked through', async () => {
    const image = imageOf(buildDynamic({ table: Array.from({ length: 128 }, () => free) }));
    await expect(edit(image, { tableBytes: 511 })).rejects.toMatchObject({
      reason: 'vhd.edit-table-large',
      facts: { size: 512, limit: 511 },
    });
    await expect(edit(image, { tableBytes: 512 })).resolves.toMatchObject({ virtualSize: 128 * block });
  });

  it('does not look at entries behind the end of the disk', async () => {
    const image = imageOf(
      withEntries(buildDynamic({ table: [4, free, free], footer: { currentSize: block } }), { 2: 4 }),
    );
    const layer = await edit(image);
    await layer.write(0, patternAt(512, 512));
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 3)).toEqual([4, free, 4]);
  });

  it('never writes over the footer of a fixed one', async () => {
    const image = imageOf(buildFixed(4096));
    const layer = await edit(image);
    await layer.write(3584, patternAt(0, 512));
    for (const change of [
      () => layer.write(3584, new Uint8Array(1024)),
      () => layer.zero({ start: 3584, length: 1024 }),
    ]) {
      await expect(change()).rejects.toMatchObject({ reason: 'disk.outside' });
    }
    await layer.flush();
    const expected = buildFixed(4096);
    expected.set(patternAt(0, 512), 3584);
    expect(image.main.bytes()).toEqual(expected);
  });
});

// Windows would fill the file with stored zeros.
describe.skipIf(process.platform === 'win32')('a VHD that reaches as far as table entries can', () => {
  it('takes no further block, and loses nothing by the attempt', async () => {
    await using folder = await TempFolder.create();
    const path = folder.at('full.vhd');
    // The last place where a block and the footer still end below 2 TiB.
    const last = 0xffff_ffff - 1 - 4097;
    const head = withEntries(buildDynamic({ table: [free, free, free] }), { 0: last });
    await using file = await createSparse(path, last * 512 + 4097 * 512, head);
    const layer = await edit({ main: file, name: 'full.vhd', sibling: () => Promise.reject(new Error('none')) });
    const { size } = file;
    await expect(layer.write(block, patternAt(0, 512))).rejects.toMatchObject({
      reason: 'vhd.edit-full',
      code: 'too-large',
    });
    await layer.write(0, patternAt(0, 512));
    await layer.flush();
    expect(file.size).toBe(size);
    const expected = patternWithin({ start: 0, length: 1024 }, [{ start: 0, length: 512 }]);
    expect(await readLayer(layer, { start: 0, length: 1024 })).toEqual(expected);
  });
});

/** A file with the start of an image, holes, and the footer. */
async function createSparse(path: string, footerStart: number, head: Uint8Array): Promise<NodeFile> {
  await writeFile(path, head.subarray(0, 2048));
  const file = await openForWriting(path);
  await file.write(footerStart, head.subarray(0, 512));
  return file;
}
