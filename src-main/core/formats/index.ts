import type { DiskFormat } from '../disk/format.ts';

/** Every format Platter knows: one import and one line each. The order is that of lists and menus. */
export const formats: readonly DiskFormat[] = [];
