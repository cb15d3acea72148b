import { z } from 'zod';
import type { ImageInfo } from '../model/image.ts';
import { call } from '../rpc/define.ts';

const bytes = z.number().int().nonnegative();
const facts = z.record(z.string(), z.union([z.string(), z.number()]));

export const imageInfo = z.object({
  path: z.string(),
  format: z.string(),
  variant: z.string(),
  virtualSize: bytes,
  blockSize: bytes.nullable(),
  fileSize: bytes,
  allocatedSize: bytes,
  files: z.array(z.object({ path: z.string(), role: z.enum(['image', 'descriptor', 'extent']), size: bytes })),
  parent: z.string().nullable(),
  uuid: z.string().nullable(),
  creator: z.string().nullable(),
  inUse: z.object({ program: z.string().nullable(), pid: z.number().nullable() }).nullable(),
  facts,
}) satisfies z.ZodType<ImageInfo>;

export const images = {
  /** What an image is, without a scan of its data. `format` is needed for raw images. */
  inspect: call(z.object({ path: z.string().min(1), format: z.string().optional() }), imageInfo),
};
