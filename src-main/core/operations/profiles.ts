import { GiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { Profile } from '#shared/model/profile.ts';

/** What each product accepts and runs best. The sources of these rules are in docs/formats. */
export const profiles: readonly Profile[] = [
  {
    id: 'virtualbox',
    title: 'VirtualBox',
    format: 'vdi',
    variant: 'dynamic',
    options: {},
    reason: 'VDI is the format VirtualBox knows best. The disk grows as needed and gets identifiers of its own.',
  },
  {
    id: 'vmware-workstation',
    title: 'VMware Workstation',
    format: 'vmdk',
    variant: 'monolithicSparse',
    options: { adapterType: 'lsilogic' },
    reason:
      'One VMDK file that grows as needed, for an LSI Logic adapter: what Workstation and Fusion make themselves.',
    largest: 2 * TiB,
  },
  {
    id: 'esxi',
    title: 'VMware ESXi',
    format: 'vmdk',
    variant: 'streamOptimized',
    options: { adapterType: 'lsilogic' },
    reason:
      'ESXi imports compressed VMDK streams and runs no growing ones. Import the result; do not attach it as it is.',
  },
  {
    id: 'hyperv',
    title: 'Hyper-V',
    format: 'vhd',
    variant: 'dynamic',
    options: {},
    reason: 'A VHD that grows as needed, for machines of generation 1. Hyper-V reads VHD up to 2040 GiB.',
    largest: 2040 * GiB,
  },
  {
    id: 'azure',
    title: 'Azure',
    format: 'vhd',
    variant: 'fixed',
    options: {},
    reason: 'Azure takes fixed VHDs of whole MiB only. The size is rounded up with zeros where needed.',
    sizeMultiple: 1 * MiB,
    smallest: 20 * MiB,
    largest: 32 * TiB,
  },
  {
    id: 'qemu',
    title: 'QEMU',
    format: 'raw',
    variant: 'sparse',
    options: {},
    reason: 'QEMU runs raw disks fastest, and empty space takes no room where the file system knows holes.',
  },
];
