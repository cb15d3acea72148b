import { describe, expect, it } from 'vitest';
import { geometryOf } from '#main/core/formats/vhd/geometry.ts';

/** Sectors of a disk, and the geometry that the appendix of the specification gives it. */
const geometries = [
  [10_240, '150/4/17'],
  [20_480, '301/4/17'],
  [131_072, '963/8/17'],
  [204_800, '1003/12/17'],
  [1_032_192, '1024/16/63'],
  [2_097_152, '2080/16/63'],
  [67_108_864, '16448/16/255'],
  [267_382_799, '65534/16/255'],
  [267_382_800, '65535/16/255'],
  [4_278_190_080, '65535/16/255'],
] as const;

describe('the geometry of a VHD', () => {
  it.each(geometries)('of a disk of %i sectors is %s', (sectors, geometry) => {
    const { cylinders, heads, sectorsPerTrack } = geometryOf(sectors * 512);
    expect(`${cylinders}/${heads}/${sectorsPerTrack}`).toBe(geometry);
  });
});
