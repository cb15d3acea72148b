import { z } from 'zod';
import type { Bytes } from '#shared/model/bytes.ts';
import { sizeInWords } from '#shared/text/quantities.ts';

interface About {
  readonly title: string;
  readonly description?: string;
  /** The variants that take the option. */
  readonly variants: readonly string[];
}

/**
 * Makes something when it is first asked for. Declaring the options of all formats takes some milliseconds, and only who writes a new
 * image, or lists the formats, asks for them.
 */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** A size option, in bytes. Text such as `2MiB` is turned into bytes before, for every option whose unit is bytes. */
export function sizeOption(about: About & { readonly choices: readonly Bytes[]; readonly default: Bytes }) {
  const { choices, default: preset, ...meta } = about;
  const error = `one of ${choices.map(sizeInWords).join(', ')} is needed`;
  return z
    .literal(choices, { error })
    .default(preset)
    .meta({ ...meta, unit: 'bytes' });
}

/** One of a few words. */
export function choiceOption<const T extends string>(
  about: About & { readonly choices: readonly [T, ...T[]]; readonly default: NoInfer<T> },
) {
  const { choices, default: preset, ...meta } = about;
  const error = `one of ${choices.join(', ')} is needed`;
  return (z.enum(choices, { error }) as z.ZodType<T, T>).default(preset as never).meta(meta);
}

/** A whole number within bounds; text from the command line is taken too. */
export function numberOption(about: About & { readonly min: number; readonly max: number; readonly default: number }) {
  const { min, max, default: preset, ...meta } = about;
  const error = `a whole number from ${String(min)} to ${String(max)} is needed`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error }).default(preset).meta(meta);
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
