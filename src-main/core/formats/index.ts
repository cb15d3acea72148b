import type { DiskFormat } from '../disk/format.ts';
import { raw } from './raw/index.ts';
import { vdi } from './vdi/index.ts';
import { vhd } from './vhd/index.ts';
import { vmdk } from './vmdk/index.ts';

/** Every format Platter knows: one import and one line each. The order is that of lists and menus. */
export const formats: readonly DiskFormat[] = [vdi, vhd, vmdk, raw];
