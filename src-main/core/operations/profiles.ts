import { GiB, KiB, MiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import type { Profile } from '#shared/model/profile.ts';

const writtenOnce = 'A stream is written once: nothing can be stored in it afterwards.';
const oneFile = 'A VHD is always one file.';
const noStream = 'Streams for transport are a kind of VMDK, which this product does not take.';

/** VirtualBox reads no descriptor of more than about 1100 lines, and so many name files of 2047 MiB for a little more than this. */
const largestInFilesForVirtualBox: Bytes = 2 * TiB;
/** VMware counts the sectors of disks that grow in 32 bits. */
const largestGrowingForVmware: Bytes = 2 * TiB - 512;
/** As much as VMware's own tool makes. */
const largestFlatForVmware: Bytes = 8 * TiB;
const largestForHyperV: Bytes = 2040 * GiB;

/** What each product accepts and runs best. The sources of these rules are in docs/formats. */
export const profiles: readonly Profile[] = [
  {
    id: 'virtualbox',
    title: 'VirtualBox',
    format: 'vdi',
    variant: 'dynamic',
    options: {},
    reason: 'VDI is the format VirtualBox knows best. The disk grows as needed and gets identifiers of its own.',
    others: [
      {
        format: 'vdi',
        variant: 'static',
        options: {},
        reason: 'VDI is the format VirtualBox knows best. The disk has its full size from the start.',
      },
      {
        format: 'vmdk',
        variant: 'twoGbMaxExtentSparse',
        options: {},
        forbids: { zeroedGrains: 'on' },
        largest: largestInFilesForVirtualBox,
        reason: 'A VDI is always one file, so this becomes a VMDK, which VirtualBox runs as well.',
      },
    ],
    refuses: { stream: `${writtenOnce} VirtualBox only reads it.` },
  },
  {
    id: 'vmware-workstation',
    title: 'VMware Workstation/Fusion',
    format: 'vmdk',
    variant: 'monolithicSparse',
    options: { adapterType: 'lsilogic' },
    forbids: { grainSize: 4 * KiB },
    largest: largestGrowingForVmware,
    reason:
      'One VMDK file that grows as needed, for an LSI Logic adapter: what Workstation and Fusion make themselves.',
    others: [
      {
        format: 'vmdk',
        variant: 'monolithicFlat',
        options: { adapterType: 'lsilogic' },
        largest: largestFlatForVmware,
        reason:
          'A VMDK for an LSI Logic adapter, with its full size from the start: a small file that describes a large one.',
      },
      {
        format: 'vmdk',
        variant: 'twoGbMaxExtentSparse',
        options: { adapterType: 'lsilogic' },
        forbids: { grainSize: 4 * KiB },
        largest: largestGrowingForVmware,
        reason: 'A VMDK in files of 2 GB that grow as needed, for an LSI Logic adapter.',
      },
      {
        format: 'vmdk',
        variant: 'twoGbMaxExtentFlat',
        options: { adapterType: 'lsilogic' },
        largest: largestFlatForVmware,
        reason: 'A VMDK in files of 2 GB that have their full size from the start, for an LSI Logic adapter.',
      },
    ],
    refuses: { stream: `${writtenOnce} Workstation and Fusion import it as part of an OVF package.` },
  },
  {
    id: 'esxi',
    title: 'VMware ESXi',
    format: 'vmdk',
    variant: 'streamOptimized',
    options: { adapterType: 'lsilogic' },
    reason:
      'ESXi imports compressed VMDK streams and runs no growing ones. Import the result; do not attach it as it is.',
    others: [],
    refuses: {
      dynamic: 'ESXi runs no growing VMDK. Import the stream, and choose thin provisioning there.',
      fixed:
        'ESXi runs disks of full size only in the form of its own file system (vmfs), which Platter does not write. Import the stream, and ESXi makes one.',
      split: 'ESXi runs no split VMDK. Import the stream instead.',
    },
  },
  {
    id: 'hyperv',
    title: 'Hyper-V',
    format: 'vhd',
    variant: 'dynamic',
    options: {},
    largest: largestForHyperV,
    reason: 'A VHD that grows as needed, for machines of generation 1. Hyper-V reads VHD up to 2040 GiB.',
    others: [
      {
        format: 'vhd',
        variant: 'fixed',
        options: {},
        largest: largestForHyperV,
        reason: 'A VHD of full size, for machines of generation 1. Hyper-V reads VHD up to 2040 GiB.',
      },
    ],
    refuses: { split: `${oneFile} Hyper-V takes no split disks.`, stream: noStream },
  },
  {
    id: 'azure',
    title: 'Azure',
    format: 'vhd',
    variant: 'fixed',
    options: {},
    largest: 32 * TiB,
    reason: 'Azure takes fixed VHDs of whole MiB only. The size is rounded up with zeros where needed.',
    others: [],
    refuses: {
      dynamic: 'Azure takes fixed VHDs only: the disk has its full size from the start.',
      split: `${oneFile} Azure takes no split disks.`,
      stream: noStream,
    },
    sizeMultiple: 1 * MiB,
    smallest: 20 * MiB,
  },
  {
    id: 'qemu',
    title: 'QEMU/KVM',
    format: 'raw',
    variant: 'sparse',
    options: {},
    reason: 'QEMU runs raw disks fastest, and empty space takes no room where the file system knows holes.',
    others: [
      {
        format: 'raw',
        variant: 'full',
        options: {},
        reason: 'QEMU runs raw disks fastest, and this one never runs out of room later.',
      },
    ],
    refuses: {
      split: 'A raw disk is always one file. Split VMDKs are for moving disks to QEMU, not for running them there.',
      stream: `${writtenOnce} QEMU only reads it.`,
    },
    // A machine sees whole sectors only.
    sizeMultiple: 512,
  },
];
