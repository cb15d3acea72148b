import { vmdkDescriptorFindings } from './vmdk-descriptor.ts';
import { vmdkGrainFindings } from './vmdk-grains.ts';

/** What a check can find in a VMDK image. */
export const vmdkFindings = { ...vmdkDescriptorFindings, ...vmdkGrainFindings } as const;
