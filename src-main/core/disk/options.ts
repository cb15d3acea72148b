import { z } from 'zod';
import { parseSize, type Bytes } from '#shared/model/bytes.ts';

interface About {
  readonly title: string;
  readonly description?: string;
  /** The variants that take the option. */
  readonly variants: readonly string[];
}

/** A size option. Takes a number of bytes or text such as `2MiB`. */
export function sizeOption(about: About & { readonly choices: readonly Bytes[]; readonly default: Bytes }) {
  const { choices, default: preset, ...meta } = about;
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? (parseSize(value) ?? value) : value),
      z.literal(choices, { error: `one of ${choices.join(', ')} bytes is needed` }),
    )
    .default(preset)
    .meta({ ...meta, unit: 'bytes' });
}

/** One of a few words. */
export function choiceOption<const T extends string>(
  about: About & { readonly choices: readonly [T, ...T[]]; readonly default: NoInfer<T> },
) {
  const { choices, default: preset, ...meta } = about;
  return (z.enum(choices) as z.ZodType<T, T>).default(preset as never).meta(meta);
}

/** A whole number within bounds; text from the command line is taken too. */
export function numberOption(about: About & { readonly min: number; readonly max: number; readonly default: number }) {
  const { min, max, default: preset, ...meta } = about;
  return z.coerce.number().int().min(min).max(max).default(preset).meta(meta);
}

/** Free text of at most `maxBytes` bytes in UTF-8. */
export function textOption(about: About & { readonly maxBytes: Bytes }) {
  const { maxBytes, ...meta } = about;
  return z
    .string()
    .refine((value) => Buffer.byteLength(value) <= maxBytes, { error: `at most ${String(maxBytes)} bytes are allowed` })
    .default('')
    .meta(meta);
}
