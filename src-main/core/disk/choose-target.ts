import path from 'node:path';
import { z } from 'zod';
import { DiskError } from '#shared/errors.ts';
import { parseSize, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { OptionValues } from '#shared/model/convert.ts';
import type { OptionsSchema } from '#shared/model/format.ts';
import type { DiskFormat, Variant } from './format.ts';
import { formatById } from './identify.ts';

/** What a new image will be: a format, one of its variants, and valid options. */
export interface TargetChoice {
  readonly format: DiskFormat;
  readonly variant: Variant<object> & Required<Pick<Variant<object>, 'create'>>;
  readonly options: object;
}

export interface TargetWish {
  /** The name of the target; its extension chooses the format when none is given. */
  readonly target: string;
  readonly format?: string | undefined;
  readonly variant?: string | undefined;
  readonly options?: OptionValues | undefined;
}

/**
 * Turns what a person asked for into a choice that can be written.
 * Throws `format.unknown`, `format.no-extension`, `format.unknown-variant`, `format.cannot-create` or `format.bad-option`.
 */
export function chooseTarget(wish: TargetWish, formats: readonly DiskFormat[]): TargetChoice {
  const format = wish.format === undefined ? formatByExtension(wish.target, formats) : formatById(wish.format, formats);
  const variant = variantById(format, wish.variant);
  const { create } = variant;
  if (!create) throw new DiskError('format.cannot-create', { title: `${format.title} (${variant.info.title})` });
  return { format, variant: { ...variant, create }, options: parseOptions(format, variant, wish.options ?? {}) };
}

/** The virtual size of a new image that holds `size` bytes. Throws `disk.too-large` when the variant cannot. */
export function targetSize(size: Bytes, { format, variant, options }: TargetChoice): Bytes {
  const whole = roundUp(Math.max(size, variant.info.sizeMultiple), variant.info.sizeMultiple);
  const rounded = variant.fitSize?.(whole, options) ?? whole;
  const { maximumSize, title } = variant.info;
  if (rounded > maximumSize) {
    throw new DiskError('disk.too-large', { size, title: `${format.title} (${title})`, limit: maximumSize });
  }
  return rounded;
}

/** The options of a format as JSON Schema: names, titles, bounds, defaults, and the variants that take each. */
export function optionsSchema(format: DiskFormat): OptionsSchema {
  const schema = z.toJSONSchema(format.options(), { io: 'input', unrepresentable: 'any' });
  return { properties: (schema.properties ?? {}) as unknown as OptionsSchema['properties'] };
}

/** The format that the extension of a name tells; undefined when it tells none. */
export function formatOfName(name: string, formats: readonly DiskFormat[]): DiskFormat | undefined {
  const extension = path.extname(name).slice(1).toLowerCase();
  return formats.find((format) => format.extensions.includes(extension));
}

function formatByExtension(target: string, formats: readonly DiskFormat[]): DiskFormat {
  const found = formatOfName(target, formats);
  if (!found) throw new DiskError('format.no-extension', { name: path.basename(target) });
  return found;
}

function variantById(format: DiskFormat, id: string | undefined): Variant<object> {
  const { variants } = format;
  const found =
    id === undefined ? variants[0] : variants.find(({ info }) => info.id.toLowerCase() === id.toLowerCase());
  if (!found) {
    const known = variants.map(({ info }) => info.id).join(', ');
    throw new DiskError('format.unknown-variant', { format: format.id, variant: id ?? '', known });
  }
  return found;
}

function parseOptions(format: DiskFormat, { info }: Variant<object>, values: OptionValues): object {
  const { properties } = optionsSchema(format);
  const understood: Record<string, unknown> = {};
  for (const [option, value] of Object.entries(values)) {
    const known = Object.hasOwn(properties, option) ? properties[option] : undefined;
    if (!known?.variants.includes(info.id)) {
      const taken = Object.keys(properties).filter((name) => properties[name]?.variants.includes(info.id));
      const problem = `${format.id} ${info.id} takes ${taken.length > 0 ? taken.join(', ') : 'no options'}`;
      throw new DiskError('format.bad-option', { option, problem });
    }
    understood[option] = known.unit === 'bytes' && typeof value === 'string' ? (parseSize(value) ?? value) : value;
  }
  const parsed = format.options().safeParse(understood);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const facts = { option: issue?.path.join('.') ?? '', problem: issue?.message ?? 'not understood' };
  throw new DiskError('format.bad-option', facts);
}
