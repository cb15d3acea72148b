import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findingRows } from '#shared/text/findings/index.ts';
import { repair } from '#main/core/operations/repair.ts';
import { damagedImages } from '#test/operations/damaged-images.ts';
import type { RepairScenario } from '../scenario.ts';

/** One kind of damage of each code that can be mended, put right with all that this may cost. */
export const repairScenarios: readonly RepairScenario[] = damagedImages
  .filter(
    ({ isMended, code }, i) =>
      isMended && findingRows[code].fix && damagedImages.findIndex((other) => other.code === code) === i,
  )
  .map(({ format, name, code, make }) => ({
    kind: 'repair',
    title: `repair: ${code} (${name})`,
    image: { name: nameFor(format), format },
    async prepare(folder) {
      const image = await make();
      for (const { name: file, bytes } of image.contents()) {
        await writeFile(path.join(folder, file === image.name ? nameFor(format) : file), bytes);
      }
    },
    run: ({ folder, watch }) =>
      repair({ path: path.join(folder, nameFor(format)), sourceFormat: format, kind: 'all' }, watch),
  }));

function nameFor(format: string): string {
  return `disk.${format}`;
}
