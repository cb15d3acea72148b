import type { Facts } from '#shared/model/facts.ts';
import type { Layer } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { capacityOf } from './geometry.ts';
import type { FoundHeader } from './header.ts';
import { dateOf, type Footer } from './layout.ts';

/** Who the image is and what its footer tells. */
export function identityOf(chosen: ChosenFooter): Pick<Layer, 'uuid' | 'marks' | 'creator' | 'facts'> {
  const { footer } = chosen;
  return {
    ...(footer.uuid === nilUuid ? {} : { uuid: footer.uuid, marks: { id: footer.uuid } }),
    creator: creatorOf(footer),
    facts: footerFacts(chosen),
  };
}

/** What the dynamic header tells. */
export function headerFacts({ header, start, isIntact }: FoundHeader): Facts {
  return {
    headerStart: start,
    headerChecksum: isIntact ? 'correct' : 'wrong',
    tableStart: header.tableStart,
    tableEntries: header.tableEntries,
  };
}

function footerFacts({ footer, place, isIntact, lengthAtEnd }: ChosenFooter): Facts {
  return {
    created: dateOf(footer.timestamp).toISOString(),
    diskType: footer.diskType,
    currentSize: footer.currentSize,
    originalSize: footer.originalSize,
    geometry: `${footer.cylinders}/${footer.heads}/${footer.sectorsPerTrack}`,
    geometrySize: capacityOf(footer),
    footerAt: place,
    footerChecksum: isIntact ? 'correct' : 'wrong',
    footerLength: lengthAtEnd,
    savedState: footer.savedState,
  };
}

/** Such as `qem2 5.3, Wi2k`; characters that are no text are left out. */
function creatorOf(footer: Footer): string {
  const name = readable(footer.creatorApplication);
  const version = `${footer.creatorVersionMajor}.${footer.creatorVersionMinor}`;
  return [`${name} ${version}`.trim(), readable(footer.creatorHost)].filter((part) => part !== '').join(', ');
}

function readable(characters: string): string {
  return characters.replaceAll(/[^\x20-\x7e]/g, '').trim();
}
