import { optionInWords } from '#main/cli/render/option-words.ts';
import { catalogue } from '#main/core/operations/catalogue.ts';
import type { FormatInfo } from '#shared/model/format.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import { code, table } from './table.ts';

/** docs/generated/formats.md: what can be read and written, from the records of the formats. */
export function formatsPage(): string {
  return [
    '# Formats\n\n',
    table(['Format', 'Variant', 'Read', 'Write', 'Largest disk'], catalogue().flatMap(rows)),
    ...catalogue().map(section),
  ].join('');
}

function rows({ id, variants }: FormatInfo): readonly (readonly string[])[] {
  return variants.map((variant) => [
    code(id),
    code(variant.id),
    'yes',
    variant.canCreate ? 'yes' : 'no',
    sizeInWords(variant.maximumSize),
  ]);
}

function section({ id, title, extensions, variants, options }: FormatInfo): string {
  const choices = Object.entries(options.properties);
  return [
    `\n## ${title}\n\n`,
    `${code(`--format ${id}`)}, extensions ${extensions.map((extension) => code(`.${extension}`)).join(' ')}. `,
    'The first variant is the default.\n\n',
    table(
      ['Variant', 'What it is'],
      variants.map((variant) => [code(variant.id), variant.summary]),
    ),
    ...(choices.length > 0
      ? [
          '\n',
          table(
            ['Option', 'What it sets'],
            choices.map(([key, about]) => [code(key), optionInWords(about)]),
          ),
        ]
      : []),
  ].join('');
}
