import { boundary } from './boundary.ts';
import type { Campaign } from './campaign.ts';
import { fullDisks } from './full-disks.ts';
import { kills } from './kills.ts';
import { load } from './load.ts';
import { movingWorlds } from './moving-worlds.ts';

/** All campaigns, in the order of the table. A new one is a file and a line here. */
export const campaigns: readonly Campaign[] = [kills, fullDisks, load, movingWorlds, boundary];
