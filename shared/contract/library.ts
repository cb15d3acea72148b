import { z } from 'zod';
import { severities } from '../model/finding.ts';
import { whereabouts, type ListedImage, type RememberedHealth, type RememberedImage } from '../model/library.ts';
import { call, stream } from '../rpc/define.ts';
import { imageInfo } from './images.ts';
import { wireError } from './wire-error.ts';

const bytes = z.number().int().nonnegative();
const path = z.string().min(1);

export const rememberedImage = z.object({
  format: z.string(),
  variant: z.string(),
  virtualSize: bytes,
  fileSize: bytes,
  allocatedSize: bytes,
}) satisfies z.ZodType<RememberedImage>;

export const rememberedHealth = z.object({
  found: z.record(z.enum(severities), bytes).nullable(),
  at: z.number(),
}) satisfies z.ZodType<RememberedHealth>;

const listedImage = z.object({
  path: z.string(),
  sourceFormat: z.string().optional(),
  openedAt: z.number(),
  image: rememberedImage.nullable(),
  health: rememberedHealth.nullable(),
  whereabouts: z.enum(whereabouts),
}) satisfies z.ZodType<ListedImage>;

const done = z.object({});

/** The images that the person opened, in this session and in earlier ones. A page cannot put a file there that was not granted. */
export const library = {
  /** The list, newest first, and what is to be said of its file: now, and again whenever something changes. */
  watch: stream(z.object({}), z.object({ images: z.array(listedImage), notice: wireError.nullable() })),
  /**
   * What an image is that the person opened at that time (Unix milliseconds), as `images.inspect` says it; the image is on
   * the list from then on. One that is damaged is put there too, and refused.
   */
  open: call(z.object({ path, format: z.string().optional(), openedAt: z.number() }), imageInfo),
  /** Takes images off the list. The files stay, and stay granted until Platter ends. */
  remove: call(z.object({ paths: z.array(path) }), done),
  /** Puts back what was taken off the list since Platter began, as it was; what was not is left out. */
  restore: call(z.object({ paths: z.array(path) }), done),
  /** Follows an image that was moved, to a file that the person picked. Refused where that holds another format. */
  relocate: call(z.object({ path, to: path }), imageInfo),
  /** Looks again which of the files are there. */
  look: call(z.object({}), done),
};
