import type { ConvertInput } from '#shared/model/convert.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { useCatalogueStore } from '../formats/catalogue.store.ts';
import { inputOf, wantedName, type InputSources, type WantedName } from './convert-input.ts';
import { useConvertStore } from './convert.store.ts';
import type { PlannedTarget, Row } from './row.ts';

export interface Inputs {
  readonly inputFor: (row: Row) => ((attempt: number) => ConvertInput) | undefined;
  readonly nameFor: (row: Row) => WantedName | undefined;
  /** What a row asks for, as one text to compare; undefined while that is not known. */
  readonly wishOf: (row: Row) => string | undefined;
  /** The plan of a row, if there is one of what the row asks for now. */
  readonly plannedOf: (row: Row) => PlannedTarget | undefined;
}

/** What the rows ask for, by what was chosen for all and for each. */
export function useInputs(): Inputs {
  const store = useConvertStore();
  const catalogue = useCatalogueStore();
  const host = useAboutStore();

  const sources = (): InputSources => ({
    store,
    catalogue,
    paths: host.paths,
    separator: host.about?.separator ?? '/',
  });

  function wishOf(row: Row): string | undefined {
    const input = inputOf(row, sources())?.(1);
    return input && JSON.stringify([input, store.grants]);
  }

  return {
    wishOf,
    inputFor: (row) => inputOf(row, sources()),
    nameFor: (row) => wantedName(row, sources()),
    plannedOf: (row) => (row.target.kind === 'known' && row.wish === wishOf(row) ? row.target.value : undefined),
  };
}
