import type { FindingCode } from '#shared/text/findings/index.ts';
import { damages as vdiDamages, spoiled } from '#test/formats/vdi/damage.ts';
import { damages as vhdDamages } from '#test/formats/vhd/damage.ts';
import { damages as vmdkDamages } from '#test/formats/vmdk/damage.ts';
import { MemoryImage } from '#test/support/make-image.ts';

/** One kind of damage, whatever the format. */
export interface DamagedImage {
  readonly format: string;
  readonly name: string;
  readonly code: FindingCode;
  /** False where nothing proves how to mend it, although others of the code are mended. */
  readonly isMended: boolean;
  readonly make: () => Promise<MemoryImage>;
}

/** With the limits that the operations use, a field of 53 bits holds no disk that is too large. */
const beyondReach: readonly FindingCode[] = ['vdi.disk-too-large'];

/** Every kind of damage that the generators of the formats know, one defect an image. */
export const damagedImages: readonly DamagedImage[] = [
  ...vdiDamages.map((damage) => ({ ...damage, format: 'vdi', isMended: true, make: () => spoiled(damage) })),
  ...vhdDamages.map(({ image, spoil, ...damage }) => ({
    ...damage,
    format: 'vhd',
    isMended: true,
    async make() {
      const healthy = await image();
      return new MemoryImage(healthy.name, spoil(healthy.main.bytes()));
    },
  })),
  ...vmdkDamages.map(({ image, spoil, isMended = true, ...damage }) => ({
    ...damage,
    format: 'vmdk',
    isMended,
    async make() {
      const healthy = await image();
      await spoil(healthy);
      return healthy;
    },
  })),
].filter(({ code }) => !beyondReach.includes(code));
