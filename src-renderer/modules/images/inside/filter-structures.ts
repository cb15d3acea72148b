import type { Structure, StructureField } from '#shared/model/structure.ts';
import { fieldName, meaningInWords, titleOf } from './field-words.ts';

/** The structures, and of each the fields, that contain what a person looks for; a title that does brings all of its fields. */
export function filterStructures(structures: readonly Structure[], search: string): readonly Structure[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return structures;
  const has = (...texts: readonly (string | null)[]) =>
    texts.some((text) => text?.toLowerCase().includes(wanted) ?? false);
  const isWanted = ({ name, value, meaning }: StructureField) =>
    has(name, fieldName(name), value, meaning && meaningInWords(meaning));
  return structures.flatMap((structure): readonly Structure[] => {
    if (has(titleOf(structure), structure.where.file)) return [structure];
    if (structure.kind === 'text') return has(structure.text) ? [structure] : [];
    if (structure.kind === 'lost') return [];
    const fields = structure.fields.filter(isWanted);
    return fields.length === 0 ? [] : [{ ...structure, fields }];
  });
}
