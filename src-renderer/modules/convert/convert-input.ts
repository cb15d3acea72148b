import type { ConvertInput } from '#shared/model/convert.ts';
import type { Paths } from '../files/paths.ts';
import type { useCatalogueStore } from '../formats/catalogue.store.ts';
import type { useConvertStore } from './convert.store.ts';
import { canBecome, type Row } from './row.ts';
import { isUsableStem, stemOf, targetName, typedStem } from './target-name.ts';

export interface InputSources {
  readonly store: ReturnType<typeof useConvertStore>;
  readonly catalogue: ReturnType<typeof useCatalogueStore>;
  readonly paths: Paths;
  /** That of paths on the machine that holds the images. */
  readonly separator: '/' | '\\';
}

/** The name that the result of a row is to get. */
export interface WantedName {
  readonly stem: string;
  /** Without the dot. */
  readonly extension: string;
  readonly isUsable: boolean;
}

/** How the result of a row is to be called; undefined while its target is not known. */
export function wantedName(row: Row, { store, catalogue, paths, separator }: InputSources): WantedName | undefined {
  const extension = catalogue.formatOf(store.choiceOf(row)?.format ?? '')?.extensions[0];
  if (extension === undefined) return undefined;
  const stem =
    row.name === undefined ? stemOf(paths.nameOf(row.path)) + store.nameEnding : typedStem(row.name, extension);
  return { stem, extension, isUsable: isUsableStem(stem, separator) };
}

/** What a row asks for, `careOf` left out, by the number of the name; undefined while the image, its target, its name or its folder is not known. */
export function inputOf(row: Row, sources: InputSources): ((attempt: number) => ConvertInput) | undefined {
  const { store, paths } = sources;
  const choice = store.choiceOf(row);
  const name = wantedName(row, sources);
  const { folder } = store;
  if (!canBecome(row) || !choice || !name?.isUsable || folder === undefined) return undefined;
  const options = store.optionsFor(choice);
  return (attempt) => {
    const target = paths.join(folder, targetName(name.stem, name.extension, attempt));
    return {
      source: row.path,
      ...(row.sourceFormat !== undefined && { sourceFormat: row.sourceFormat }),
      target,
      ...choice,
      options,
      ...(row.salvage === true && { salvage: true }),
      ...(row.readInUse === true && { inUse: 'read' as const }),
      ...(row.mayReplace === target && { overwrite: true }),
    };
  };
}

/** How carefully, and as whose disk, a result is written: nothing that a plan goes by. */
export function careOf({ verify, identifiers }: InputSources['store']): Pick<ConvertInput, 'verify' | 'identifiers'> {
  return { verify, ...(identifiers === 'keep' && { identifiers }) };
}

/** What decides how large a result will be, as one text: name, place and care do not. */
export function forecastKey({
  source,
  sourceFormat,
  format,
  variant,
  options,
  profile,
  salvage,
}: ConvertInput): string {
  return JSON.stringify([source, sourceFormat, format, variant, options, profile, salvage]);
}
