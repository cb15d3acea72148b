import { z } from 'zod';
import { settingValues } from '#shared/contract/settings.ts';
import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { defaultSettings, type Settings } from '#shared/model/settings.ts';
import { migrate, migrations, type Migration, type StoredValues } from './migrations.ts';

/** A file above this was not written by Platter. */
export const longestSettings: Bytes = 256 * KiB;

const document = z.object({ version: z.int().min(1), settings: z.record(z.string(), z.unknown()) });

/** The settings as a file holds them. */
export interface StoredSettings {
  readonly version: number;
  /** All that is in the file, of newer versions too. */
  readonly values: StoredValues;
  readonly settings: Settings;
  /** Settings whose values in the file are not valid; they have their defaults. */
  readonly invalid: readonly string[];
}

/** What there is without a file. */
export function nothingStored(steps: readonly Migration[] = migrations): StoredSettings {
  return { version: steps.length + 1, values: {}, settings: defaultSettings, invalid: [] };
}

/** What a text says, or the problem with it as a clause. Settings that are missing in it have their defaults. */
export function decodeSettings(
  text: string,
  steps: readonly Migration[] = migrations,
): StoredSettings | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'the file is not JSON' };
  }
  const parsed = document.safeParse(value);
  if (!parsed.success) return { problem: 'the file holds no settings' };
  const { version } = parsed.data;
  const values = migrate(parsed.data.settings, version, steps);
  const names = Object.keys(settingValues.shape).filter((name) => Object.hasOwn(values, name));
  const invalid = names.filter((name) => !isValid(name, values[name]));
  const valid = names.filter((name) => !invalid.includes(name)).map((name) => [name, values[name]]);
  const settings = settingValues.parse({ ...defaultSettings, ...Object.fromEntries(valid) });
  return { version: Math.max(version, steps.length + 1), values, settings, invalid };
}

/** Settings as text. What a newer version keeps in the file stays in it, as does its version. */
export function encodeSettings({ version, values, settings }: StoredSettings): string {
  return `${JSON.stringify({ version, settings: { ...values, ...settings } }, undefined, 2)}\n`;
}

function isValid(name: string, value: unknown): boolean {
  return settingValues.partial().safeParse({ [name]: value }).success && value !== undefined;
}
