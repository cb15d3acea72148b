import { z } from 'zod';
import type { ChainBreak, ChainLink, ChainMarks, ImageChain } from '../model/chain.ts';
import type { DiskContents, GuestContents } from '../model/guest.ts';
import { knownMeanings, structureTitles, type FieldMeaning, type ImageDetails } from '../model/structure.ts';
import { call } from '../rpc/define.ts';
import { wireError } from './wire-error.ts';

const bytes = z.number().int().nonnegative();
const image = z.object({ path: z.string().min(1), sourceFormat: z.string().optional() });

const contents = z.object({
  virtualSize: bytes,
  // Its reasons and types are open tables; what is shown of them has a fallback for each.
  guest: z.custom<GuestContents>((value) => typeof value === 'object' && value !== null),
}) satisfies z.ZodType<DiskContents>;

const marks = z.object({
  id: z.string().nullable(),
  modification: z.string().nullable(),
}) satisfies z.ZodType<ChainMarks>;

const link = z.object({
  path: z.string(),
  format: z.string(),
  variant: z.string(),
  virtualSize: bytes,
  fileSize: bytes,
  allocatedSize: bytes,
  marks,
  changedAt: z.number(),
}) satisfies z.ZodType<ChainLink>;

const missing = z.object({
  error: wireError,
  names: z.array(z.string()),
  marks,
  folders: z.array(z.string()),
}) satisfies z.ZodType<ChainBreak>;

const chain = z.object({
  links: z.array(link),
  missing: missing.nullable(),
  children: z.array(link),
}) satisfies z.ZodType<ImageChain>;

const known = z.enum(knownMeanings);

const meaning = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('size'), bytes: z.number() }),
  z.object({ kind: z.literal('place'), at: z.number() }),
  z.object({ kind: z.literal('time'), at: z.number() }),
  z.object({ kind: z.literal('version'), version: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('known'), key: known }),
  z.object({ kind: z.literal('flags'), keys: z.array(known), unknown: z.string().nullable() }),
  z.object({ kind: z.literal('mark'), isRight: z.boolean() }),
  z.object({ kind: z.literal('checksum'), isRight: z.boolean() }),
  z.object({ kind: z.literal('unused'), isZero: z.boolean() }),
]) satisfies z.ZodType<FieldMeaning>;

const field = z.object({
  name: z.string(),
  at: bytes,
  size: bytes,
  value: z.string().nullable(),
  meaning: meaning.nullable(),
});

const titled = {
  title: z.enum(structureTitles),
  number: z.number().nullable(),
  where: z.object({ file: z.string(), start: bytes, length: bytes }),
};

const structure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fields'), ...titled, fields: z.array(field), hex: z.string() }),
  z.object({ kind: z.literal('text'), ...titled, text: z.string() }),
  z.object({ kind: z.literal('lost'), ...titled, error: wireError }),
]);

const details = z.object({
  path: z.string(),
  format: z.string(),
  byNameOnly: z.boolean(),
  structures: z.array(structure),
  isCut: z.boolean(),
}) satisfies z.ZodType<ImageDetails>;

/** Looks into an image: none of them writes anything. */
export const inside = {
  /** What lies on the disk: partitions and file systems, used and free. */
  contents: call(image, contents),
  /**
   * What the image builds on and what builds on it. A parent that is missing or has changed is part of the answer. `parents` are
   * further folders to look for parents in, which the person picked.
   */
  chain: call(image.extend({ parents: z.array(z.string().min(1)).optional() }), chain),
  /** The headers and descriptors of its files as they are stored, damaged ones too. */
  details: call(image, details),
};
