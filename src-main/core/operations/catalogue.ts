import type { Ability, FormatInfo } from '#shared/model/format.ts';
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
    abilities: abilitiesOf(format),
  };
}

/** The record of a format has a function for each thing that it can. */
function abilitiesOf(format: DiskFormat): readonly Ability[] {
  const abilities: Readonly<Record<Ability, boolean>> = {
    create: format.variants.some(({ create }) => create !== undefined),
    write: format.edit !== undefined,
    check: format.check !== undefined,
    repair: format.repair !== undefined,
    compact: format.compact !== undefined,
    resize: format.resize !== undefined,
    children: format.createChild !== undefined,
    details: format.describe !== undefined,
  };
  return (Object.keys(abilities) as Ability[]).filter((ability) => abilities[ability]);
}
