import type { FieldStructure, Structure, StructureField } from '#shared/model/structure.ts';
import { errorInWords } from '../../../text/errors.ts';
import { reportsText } from '../../../text/reports.ts';
import { fieldName, meaningInWords, titleOf } from './field-words.ts';
import { spaced } from './hex.ts';

/** The stored bytes of a field; empty where the file ends before it. */
export function bytesOf({ hex }: FieldStructure, { at, size }: StructureField): string {
  return hex.length < 2 * (at + size) ? '' : hex.slice(2 * at, 2 * (at + size));
}

/** A structure as text, to be pasted elsewhere. */
export function structureAsText(structure: Structure): string {
  return [`${titleOf(structure)} (${reportsText.where(structure.where)})`, contentOf(structure)].join('\n');
}

function contentOf(structure: Structure): string {
  switch (structure.kind) {
    case 'text':
      return structure.text;
    case 'lost':
      return errorInWords(structure.error);
    case 'fields':
      return columns(
        structure.fields.map((field) => [
          String(field.at),
          fieldName(field.name),
          spaced(bytesOf(structure, field), 16),
          field.value ?? '',
          field.meaning === null ? '' : meaningInWords(field.meaning),
        ]),
      );
  }
}

/** Rows whose cells stand below each other. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
