import { z } from 'zod';
import { rememberedHealth, rememberedImage } from '#shared/contract/library.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { LibraryEntry } from '#shared/model/library.ts';

/** A file above this was not written by Platter. */
export const longestDocument: Bytes = 4 * MiB;

const version = 1;

/** Later versions only add to an entry; what they add stays in the file. */
const entry = z.looseObject({
  path: z.string().min(1),
  sourceFormat: z.string().exactOptional(),
  openedAt: z.number(),
  image: rememberedImage.nullable(),
  health: rememberedHealth.nullable(),
}) satisfies z.ZodType<LibraryEntry>;

const document = z.object({ version: z.int().min(1), images: z.array(entry) });

/** The list as a file holds it. */
export interface StoredLibrary {
  readonly version: number;
  /** Newest first. */
  readonly entries: readonly LibraryEntry[];
}

/** What there is without a file. */
export const nothingStored: StoredLibrary = { version, entries: [] };

/** What a text says, or the problem with it as a clause. */
export function decodeLibrary(text: string): StoredLibrary | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'the file is not JSON' };
  }
  const parsed = document.safeParse(value);
  if (parsed.success) return { version: Math.max(version, parsed.data.version), entries: parsed.data.images };
  const [issue] = parsed.error.issues;
  return { problem: `the file holds no list of images (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})` };
}

/** The list as text. A newer version that wrote the file before keeps its number. */
export function encodeLibrary({ version: written, entries }: StoredLibrary): string {
  return `${JSON.stringify({ version: written, images: entries }, undefined, 2)}\n`;
}
