import { defineFormat } from '../../disk/format.ts';
import { checkVhd } from './check.ts';
import { planVhdCompaction } from './compact-plan.ts';
import { compactVhd } from './compact.ts';
import { createVhdChild } from './create-child.ts';
import { editVhd } from './edit.ts';
import { createFixed, measureFixed } from './fixed-sink.ts';
import { fitSize } from './fit-size.ts';
import { openVhd } from './layer.ts';
import { largestDynamic, largestFixed } from './layout.ts';
import { vhdOptions } from './options.ts';
import { measureDynamic } from './plan.ts';
import { probeVhd } from './probe.ts';
import { repairVhd } from './repair.ts';
import { resizeVhd } from './resize.ts';
import { createDynamic } from './sink.ts';
import { describeVhd } from './structures.ts';

/** The format of Virtual PC, Hyper-V and Azure. See docs/formats/vhd.md. */
export const vhd = defineFormat({
  id: 'vhd',
  title: 'VHD',
  extensions: ['vhd', 'vpc'],
  // Hyper-V.
  isNeverSparse: true,
  variants: [
    {
      info: {
        id: 'dynamic',
        title: 'grows as needed',
        allocation: 'dynamic',
        summary: 'Grows with what is written. For Hyper-V, VirtualBox and XenServer.',
        maximumSize: largestDynamic,
        sizeMultiple: 512,
      },
      create: createDynamic,
      fitSize,
      measure: measureDynamic,
    },
    {
      info: {
        id: 'fixed',
        title: 'full size at once',
        allocation: 'fixed',
        summary: 'The disk as it is, and a footer. The only variant that Azure takes; QEMU reads up to 2040 GiB.',
        maximumSize: largestFixed,
        sizeMultiple: 512,
      },
      create: createFixed,
      fitSize,
      measure: measureFixed,
    },
  ],
  options: vhdOptions,
  probe: probeVhd,
  open: openVhd,
  check: checkVhd,
  describe: describeVhd,
  repair: repairVhd,
  edit: editVhd,
  createChild: createVhdChild,
  planCompaction: planVhdCompaction,
  compact: compactVhd,
  resize: resizeVhd,
});
