import { defineFormat } from '../../disk/format.ts';
import { checkVdi } from './check.ts';
import { compactVdi } from './compact.ts';
import { planCompaction } from './compact-plan.ts';
import { createChild } from './create-child.ts';
import { editVdi } from './edit.ts';
import { openVdi } from './layer.ts';
import { vdiOptions } from './options.ts';
import { largestVdi, measureDynamic, measureStatic } from './plan.ts';
import { probeVdi } from './probe.ts';
import { repairVdi } from './repair.ts';
import { resizeVdi } from './resize.ts';
import { createDynamic } from './sink.ts';
import { createStatic } from './static-sink.ts';
import { describeVdi } from './structures.ts';

/** VirtualBox's own format. See docs/formats/vdi.md. */
export const vdi = defineFormat({
  id: 'vdi',
  title: 'VDI',
  extensions: ['vdi'],
  variants: [
    {
      info: {
        id: 'dynamic',
        title: 'grows as needed',
        allocation: 'dynamic',
        summary: 'Grows with what is written. The usual choice for VirtualBox.',
        maximumSize: largestVdi,
        sizeMultiple: 512,
      },
      create: createDynamic,
      measure: measureDynamic,
    },
    {
      info: {
        id: 'static',
        title: 'full size at once',
        allocation: 'fixed',
        summary: 'Takes its full size from the start and never grows.',
        maximumSize: largestVdi,
        sizeMultiple: 512,
      },
      create: createStatic,
      measure: measureStatic,
    },
  ],
  options: vdiOptions,
  probe: probeVdi,
  open: openVdi,
  edit: editVdi,
  createChild,
  check: checkVdi,
  describe: describeVdi,
  repair: repairVdi,
  planCompaction,
  compact: compactVdi,
  resize: resizeVdi,
});
