import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { plainText } from '#shared/text/plain.ts';
import { details } from '#main/core/operations/details.ts';
import { descriptorOf } from '#test/formats/vmdk/build.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** Text of 4 MiB was shown line by line and cell by cell, which took 350 MiB. */
test('a descriptor of a million lines is shown as it stands, and its extents are found', async () => {
  await using folder = await TempFolder.create();
  const text = descriptorOf(['RW 8 SPARSE "not-there.vmdk"'], 'a\t=b\r\n'.repeat(500_000));
  await writeFile(folder.at('disk.vmdk'), text);
  const { structures } = await details({ path: folder.at('disk.vmdk') }, unwatched);
  expect(structures).toMatchObject([
    { kind: 'text', text: text.replaceAll('\r', '') },
    { kind: 'lost', title: 'vmdk.extent', error: { reason: 'file.missing' } },
  ]);
});

test('text is made plain in pieces of which nobody sees the borders', () => {
  const piece = 64 * 1024;
  const start = 'x'.repeat(piece - 1);
  expect(plainText(`${start}\r\n\ty`)).toBe(`${start}\n\ty`);
  expect(plainText(`${start}\u{1f4be}y`)).toBe(`${start}\u{1f4be}y`);
  expect(plainText(`${start}\u202e\u0007\ry`)).toBe(`${start}\\u{202e}\\u{7}\\u{d}y`);
});
