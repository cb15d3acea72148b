import { defineFormat } from '../../disk/format.ts';
import { check } from './check.ts';
import { planCompaction } from './compact-plan.ts';
import { compact } from './compact.ts';
import { createChild } from './create-child.ts';
import { edit } from './edit.ts';
import { open } from './open.ts';
import { options } from './options.ts';
import { probe } from './probe.ts';
import { repair } from './repair.ts';
import { resize } from './resize.ts';
import { describeVmdk } from './structures.ts';
import { variants } from './variants.ts';

/** VMware's virtual disks, as VMware, VirtualBox and QEMU write them. See docs/formats/vmdk.md. */
export const vmdk = defineFormat({
  id: 'vmdk',
  title: 'VMDK',
  extensions: ['vmdk'],
  variants,
  options,
  probe,
  open,
  edit,
  createChild,
  check,
  describe: describeVmdk,
  repair,
  planCompaction,
  compact,
  resize: (files, how) => resize(files, how),
});
