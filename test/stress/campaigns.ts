import { boundary } from './boundary.ts';
import type { Campaign } from './campaign.ts';
import { cancels } from './cancels.ts';
import { faults } from './faults.ts';
import { fullDisks } from './full-disks.ts';
import { hostileCases } from './hostile-cases.ts';
import { kills } from './kills.ts';
import { load } from './load.ts';
import { movingWorlds } from './moving-worlds.ts';
import { mutants } from './mutants.ts';
import { powerCuts } from './power-cuts.ts';

/** All campaigns, in the order of the table. A new one is a file and a line here. */
export const campaigns: readonly Campaign[] = [
  faults,
  cancels,
  powerCuts,
  kills,
  fullDisks,
  load,
  movingWorlds,
  mutants,
  hostileCases,
  boundary,
];
