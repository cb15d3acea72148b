import { roundUp } from '#shared/model/bytes.ts';
import type { FieldStructure, LostStructure, Structure, StructureTitle } from '#shared/model/structure.ts';
import type { DescribeOptions, ImageFiles } from '../../disk/format.ts';
import type { Meanings } from '../../layout/describe-fields.ts';
import { describeLost, describeStructure, valueIn, type DescribedPlace } from '../../layout/describe-structure.ts';
import { bitsOf, markOf, oneOf, placeIn, sizeIn, textBy, versionInHalves } from '../../layout/meanings.ts';
import { batmapCookie, batmapRecord } from './batmap.ts';
import { isIntact, isIntactFooter } from './checksum.ts';
import { nameInHeader } from './claim.ts';
import { footerAtEnd, footerAtStart, readEnds, type FoundFooter } from './find-footer.ts';
import {
  alwaysSet,
  dateOf,
  diskTypes,
  footer,
  footerCookie,
  header,
  headerCookie,
  sectorSize,
  type Footer,
} from './layout.ts';
import { describeLocators } from './locator-structures.ts';

const bytes = sizeIn(1);
const date = (timestamp: number) => ({ kind: 'time', at: dateOf(timestamp).getTime() }) as const;

const footerMeanings: Meanings<Footer> = {
  cookie: markOf(footerCookie),
  features: bitsOf({ temporary: 1, alwaysSet }),
  version: versionInHalves,
  headerStart: placeIn(1),
  timestamp: date,
  originalSize: bytes,
  currentSize: bytes,
  diskType: oneOf(diskTypes),
  checksum: (_, stored) => ({ kind: 'checksum', isRight: isIntactFooter(stored) }),
  savedState: oneOf({ no: 0, yes: 1 }),
  hidden: oneOf({ no: 0, yes: 1 }),
};

type Described = FieldStructure | LostStructure;

/** The footers and headers of a VHD image as they are stored, in the order of the file. */
export async function* describeVhd({ main, name }: ImageFiles, { signal }: DescribeOptions): AsyncGenerator<Structure> {
  const file = { name, content: main };
  const at = (title: StructureTitle, start: number): DescribedPlace => ({ file, title, start });
  try {
    const { head, tail } = await readEnds(main, signal);
    const found = { start: footerAtStart(head), end: footerAtEnd(tail) };
    const endStart = Math.max(0, main.size - (found.end?.length ?? footer.size));
    const end = await describeStructure(footer, at('vhd.footer', endStart), signal, footerMeanings);
    // What lies at the start of a fixed image belongs to its guest.
    const isFixed = found.end !== undefined && valueIn(footer, end, 'diskType') === diskTypes.fixed;
    if (!isFixed && found.start) {
      const copy = await describeStructure(footer, at('vhd.footer-copy', 0), signal, footerMeanings);
      yield copy;
      yield* describeDynamic(isBetter(found.end, found.start) ? end : copy, at, signal);
    } else if (!isFixed && found.end) yield* describeDynamic(end, at, signal);
    yield end;
  } catch (thrown) {
    yield describeLost(thrown, at('vhd.footer', Math.max(0, main.size - footer.size)), signal);
  }
}

/** Whether the footer at the end counts, as readers choose. */
function isBetter(end: FoundFooter | undefined, start: FoundFooter): boolean {
  return end !== undefined && (isIntactFooter(end.stored) || !isIntactFooter(start.stored));
}

async function* describeDynamic(
  ofFooter: Described,
  at: (title: StructureTitle, start: number) => DescribedPlace,
  signal: AbortSignal,
): AsyncGenerator<Structure> {
  const start = valueIn(footer, ofFooter, 'headerStart');
  if (start === undefined || start === null) return;
  const place = at('vhd.dynamic-header', start);
  const described = await describeStructure(header, place, signal, {
    cookie: markOf(headerCookie),
    tableStart: placeIn(1),
    version: versionInHalves,
    blockSize: bytes,
    checksum: (_, stored) => ({ kind: 'checksum', isRight: isIntact(stored, header.offsetOf('checksum')) }),
    parentTimestamp: (value) => (value === 0 ? null : date(value)),
    parentName: textBy(nameInHeader),
  });
  yield described;
  yield* describeLocators(described, place, signal);

  const tableStart = valueIn(header, described, 'tableStart');
  const entries = valueIn(header, described, 'tableEntries');
  if (tableStart === undefined || entries === undefined) return;
  const batmap = await describeStructure(
    batmapRecord,
    at('vhd.batmap', roundUp(tableStart + 4 * entries, sectorSize)),
    signal,
    { cookie: markOf(batmapCookie), mapStart: placeIn(1), mapSectors: sizeIn(sectorSize), version: versionInHalves },
  );
  // Only XenServer writes one; elsewhere a block follows here.
  if (valueIn(batmapRecord, batmap, 'cookie') === batmapCookie) yield batmap;
}
