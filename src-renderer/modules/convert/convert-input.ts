import type { ConvertInput } from '#shared/model/convert.ts';
import type { Paths } from '../files/paths.ts';
import type { useCatalogueStore } from '../formats/catalogue.store.ts';
import type { useConvertStore } from './convert.store.ts';
import type { Row } from './row.ts';
import { targetName } from './target-name.ts';

export interface InputSources {
  readonly store: ReturnType<typeof useConvertStore>;
  readonly catalogue: ReturnType<typeof useCatalogueStore>;
  readonly paths: Paths;
}

/** What a row asks for, by the number of the name; undefined while the image, its target or its folder is not known. */
export function inputOf(
  row: Row,
  { store, catalogue, paths }: InputSources,
): ((attempt: number) => ConvertInput) | undefined {
  const choice = store.choiceOf(row);
  const { folder, verify } = store;
  if (row.image.kind !== 'known' || !choice || folder === undefined) return undefined;
  const extension = catalogue.formatOf(choice.format)?.extensions[0];
  if (extension === undefined) return undefined;
  const options = store.optionsFor(choice);
  return (attempt) => ({
    source: row.path,
    ...(row.sourceFormat !== undefined && { sourceFormat: row.sourceFormat }),
    target: paths.join(folder, targetName(paths.nameOf(row.path), extension, attempt)),
    ...choice,
    options,
    verify,
  });
}
