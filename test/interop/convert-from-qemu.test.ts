import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { convert } from '#main/core/operations/convert.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { unwatched } from '#test/support/watch.ts';

const targets = [
  { title: 'VDI dynamic', format: 'vdi', variant: 'dynamic', qemu: 'vdi', checked: true },
  { title: 'VDI static', format: 'vdi', variant: 'static', qemu: 'vdi', checked: true },
  { title: 'VHD dynamic', format: 'vhd', variant: 'dynamic', qemu: 'vpc', checked: false },
  { title: 'VHD fixed', format: 'vhd', variant: 'fixed', qemu: 'vpc', checked: false },
  { title: 'VMDK monolithicSparse', format: 'vmdk', variant: 'monolithicSparse', qemu: 'vmdk', checked: true },
  { title: 'VMDK streamOptimized', format: 'vmdk', variant: 'streamOptimized', qemu: 'vmdk', checked: true },
  { title: 'VMDK monolithicFlat', format: 'vmdk', variant: 'monolithicFlat', qemu: 'vmdk', checked: false },
  { title: 'VMDK twoGbMaxExtentSparse', format: 'vmdk', variant: 'twoGbMaxExtentSparse', qemu: 'vmdk', checked: true },
  { title: 'VMDK twoGbMaxExtentFlat', format: 'vmdk', variant: 'twoGbMaxExtentFlat', qemu: 'vmdk', checked: false },
  { title: 'raw sparse', format: 'raw', variant: 'sparse', qemu: 'raw', checked: false },
  { title: 'raw full', format: 'raw', variant: 'full', qemu: 'raw', checked: false },
] as const;

/** Not a multiple of any block size, so that the last block of every format is a partial one. */
const size = 66 * MiB + 3 * 512;

describe.skipIf(missing('qemu-img')).each(qemuVariants)('an image that qemu-img made, $title', (source) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-interop-'));
  const image = path.join(folder, `source.${source.extension}`);
  beforeAll(async () => {
    const raw = path.join(folder, 'sample.raw');
    await makeSampleDisk(raw, size);
    await makeWithQemu(source, raw, image);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(targets)('becomes a $title that qemu-img finds identical and clean', async (target) => {
    const result = path.join(folder, `result-${target.variant}.${target.format}`);
    const { verified } = await convert(
      {
        source: image,
        ...(source.format === 'raw' ? { sourceFormat: 'raw' } : {}),
        target: result,
        format: target.format,
        variant: target.variant,
      },
      unwatched,
    );
    const first = { path: image, format: source.format };
    const second = { path: result, format: target.qemu };
    expect({ verified, difference: await compareWithQemu(first, second) }).toEqual({
      verified: true,
      difference: 'identical',
    });
    if (target.checked) await expect(qemuImg('check', '-f', target.qemu, result)).resolves.toContain('No errors');
  });
});
