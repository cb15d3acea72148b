import type { FormatInfo } from '#shared/model/format.ts';
import { optionsSchema } from '../disk/choose-target.ts';
import type { DiskFormat } from '../disk/format.ts';
import { formats } from '../formats/index.ts';

/** The formats as people and clients see them: derived from the records of the formats. */
export function catalogue(): readonly FormatInfo[] {
  return formats.map(describe);
}

function describe(format: DiskFormat): FormatInfo {
  const { id, title, extensions, variants } = format;
  return {
    id,
    title,
    extensions,
    variants: variants.map(({ info, create }) => ({ ...info, canCreate: create !== undefined })),
    options: optionsSchema(format),
  };
}
