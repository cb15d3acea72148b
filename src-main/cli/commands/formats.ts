import { catalogue } from '#main/core/operations/catalogue.ts';
import type { FormatInfo, VariantInfo } from '#shared/model/format.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { factList } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import { optionInWords } from '../render/option-words.ts';
import { printResult } from '../render/streams.ts';

/** `platter formats`: the catalogue. */
export const formats: Command = async ({ options: { json } }) => {
  await printResult(json ? jsonDocument(catalogue()) : catalogue().map(describe).join('\n'));
  return exitCodes.fine;
};

function describe({ id, title, extensions, variants, options, abilities }: FormatInfo): string {
  const names = extensions.map((extension) => `.${extension}`).join(' ');
  const choices = Object.entries(options.properties);
  return [
    `${id}  ${title}  ${names}\n`,
    factList(
      variants.map((variant) => [variant.id, variantInWords(variant)]),
      '  ',
    ),
    `  can  ${abilities.join(', ')}\n`,
    ...(choices.length > 0
      ? [
          '  options\n',
          factList(
            choices.map(([key, about]) => [key, optionInWords(about)]),
            '    ',
          ),
        ]
      : []),
  ].join('');
}

function variantInWords({ summary, maximumSize, canCreate }: VariantInfo & { readonly canCreate: boolean }): string {
  return `${summary} At most ${sizeInWords(maximumSize)}.${canCreate ? '' : ' Read only.'}`;
}
