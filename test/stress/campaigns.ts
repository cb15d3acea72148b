import type { Campaign } from './campaign.ts';

/** All campaigns, in the order of the table. A new one is a file and a line here. */
export const campaigns: readonly Campaign[] = [];
