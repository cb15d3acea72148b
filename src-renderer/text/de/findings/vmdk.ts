import type { vmdkFindings } from '#shared/text/findings/vmdk.ts';
import type { InGerman } from './table.ts';
import { vmdkDescriptor } from './vmdk-descriptor.ts';
import { vmdkGrains } from './vmdk-grains.ts';

/** What a check can find in a VMDK image. */
export const vmdk: InGerman<typeof vmdkFindings> = { ...vmdkDescriptor, ...vmdkGrains };
