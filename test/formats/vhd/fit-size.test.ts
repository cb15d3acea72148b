import { describe, expect, it } from 'vitest';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { capacityOf, geometryOf, largestByGeometry } from '#main/core/formats/vhd/geometry.ts';
import { create } from '#main/core/operations/create.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { targetSize, chooseTarget } from '#main/core/disk/choose-target.ts';

const choice = chooseTarget({ target: 'disk.vhd', options: { sizing: 'chs' } }, [vhd]);

describe('a VHD whose size goes by its geometry', () => {
  it.each([512, 1 * MiB, 5 * MiB + 512, 504 * MiB, 10 * GiB + 512, 31 * GiB, 127 * GiB, largestByGeometry])(
    'of %i bytes is exactly what its cylinders hold, and hardly more than was asked for',
    (size) => {
      const found = targetSize(size, choice);
      expect(capacityOf(geometryOf(found))).toBe(found);
      expect(found).toBeGreaterThanOrEqual(size);
      // A cylinder has 16 heads of 255 sectors at most.
      expect(found - size).toBeLessThan(2 * 16 * 255 * 512);
    },
  );

  it('is refused where no geometry is large enough', () => {
    expect(() => targetSize(largestByGeometry + 512, choice)).toThrow(/VHD \(size by geometry\)/);
  });

  it.skipIf(missing('qemu-img')).each(['dynamic', 'fixed'])('has the size that QEMU gives it (%s)', async (variant) => {
    await using folder = await TempFolder.create();
    const wanted = 20 * MiB + 512;
    const input = { target: folder.at('ours.vhd'), virtualSize: wanted, variant, options: { sizing: 'chs' } };
    const { virtualSize } = await create(input, unwatched);
    const theirs = folder.at('theirs.vhd');
    await qemuImg('create', '-q', '-f', 'vpc', '-o', `subformat=${variant}`, theirs, String(wanted));
    for (const path of [folder.at('ours.vhd'), theirs]) {
      const info = await qemuImg('info', '--output=json', '-f', 'vpc', path);
      expect(JSON.parse(info)).toMatchObject({ 'virtual-size': virtualSize });
    }
  });
});
