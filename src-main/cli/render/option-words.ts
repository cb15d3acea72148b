import type { OptionInfo } from '#shared/model/format.ts';
import { sizeInWords } from '#shared/text/quantities.ts';

/** An option of a format in one line: what it sets, what it takes, and for which variants. */
export function optionInWords(option: OptionInfo): string {
  const { title, variants, default: preset } = option;
  const choice = option.enum?.map((value) => valueInWords(value, option)).join(', ');
  const bounds =
    option.minimum === undefined || option.maximum === undefined
      ? undefined
      : `${String(option.minimum)} to ${String(option.maximum)}`;
  const values = [
    choice ?? bounds,
    preset === undefined || preset === '' ? undefined : `default ${valueInWords(preset, option)}`,
  ];
  const known = values.filter((value) => value !== undefined).join('; ');
  return `${title}${known === '' ? '' : `: ${known}`}. For ${variants.join(', ')}.`;
}

function valueInWords(value: string | number | boolean, { unit }: OptionInfo): string {
  return unit === 'bytes' && typeof value === 'number' ? sizeInWords(value) : String(value);
}
