import { highestSector, type SparseHeader } from './layout.ts';

/** The sector where grains begin, as the header has it; 0 where no table reaches that far, since such a number says nothing. */
export function plannedStart({ overhead }: Pick<SparseHeader, 'overhead'>): number {
  return overhead > highestSector ? 0 : overhead;
}

/** The remainder of the sectors where grains begin, when divided by the grain, as the header has it. */
export function plannedPhase(header: Pick<SparseHeader, 'overhead' | 'grainSize'>): number {
  return plannedStart(header) % header.grainSize;
}
