import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { findingRows } from '#shared/text/findings/index.ts';
import { repair, undoRepair } from '#main/core/operations/repair.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { damages } from './damage.ts';

const mended = damages.filter(({ code, isMended }) => findingRows[code].fix && isMended !== false);

async function contentsIn(folder: TempFolder, image: MemoryImage): Promise<readonly string[]> {
  const names = image.contents().map(({ name }) => name);
  const files = await Promise.all(names.map((name) => readFile(folder.at(name))));
  return files.map((bytes, i) => `${names[i] ?? ''}: ${bytes.toString('latin1')}`);
}

describe('repairing a VMDK on a disk', () => {
  it.each(mended)('mends $name ($code), and takes it back to the byte', async ({ code, image: make, spoil }) => {
    await using folder = await TempFolder.create();
    const image = await make();
    await spoil(image);
    for (const { name, bytes } of image.contents()) await writeFile(folder.at(name), bytes);
    const before = await contentsIn(folder, image);
    const path = folder.at('disk.vmdk');
    const kind = findingRows[code].fix?.loss === 'none' ? 'lossless' : 'all';
    const { findings, repaired } = await repair({ path, kind }, unwatched);
    expect(findings.map((finding) => finding.code)).not.toContain(code);
    expect(repaired.map((step) => step.code)).toContain(code);
    await undoRepair({ path }, unwatched);
    const after = await contentsIn(folder, image);
    expect(after.map((content, i) => content === before[i])).toEqual(before.map(() => true));
  });
});
