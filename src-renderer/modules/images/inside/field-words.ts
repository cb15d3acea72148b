import { assertNever } from '#shared/errors.ts';
import type { FieldMeaning, Structure } from '#shared/model/structure.ts';
import { insideText } from '../../../text/inside.ts';
import { sizeInWords } from '../../../text/quantities.ts';

const text = insideText.details;

/** What a structure is called. */
export function titleOf({ title, number }: Pick<Structure, 'title' | 'number'>): string {
  return number === null ? text.titles[title] : text.structureOf(text.titles[title], number);
}

/** The name of a field as people write it: `Blocks allocated` for `blocksAllocated`. The terms are those of the formats, in every language. */
export function fieldName(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z0-9])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/\buuid\b/g, 'UUID');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the bytes of a field say. */
export function meaningInWords(meaning: FieldMeaning): string {
  switch (meaning.kind) {
    case 'size':
      return sizeInWords(meaning.bytes);
    case 'place':
      return text.place(meaning.at);
    case 'time':
      return momentInWords(meaning.at);
    case 'version':
      return text.version(meaning.version);
    case 'text':
      return meaning.text === '' ? text.empty : meaning.text;
    case 'absent':
      return text.absent;
    case 'known':
      return text.known[meaning.key];
    case 'flags':
      return flagsInWords(meaning);
    case 'mark':
      return meaning.isRight ? text.rightMark : text.wrongMark;
    case 'checksum':
      return meaning.isRight ? text.rightChecksum : text.wrongChecksum;
    case 'unused':
      return meaning.isZero ? text.unused : text.unusedFilled;
    default:
      return assertNever(meaning);
  }
}

/** True for what no sound image has. */
export function isWrong(meaning: FieldMeaning | null): boolean {
  return (meaning?.kind === 'mark' || meaning?.kind === 'checksum') && !meaning.isRight;
}

function flagsInWords({ keys, unknown }: Extract<FieldMeaning, { kind: 'flags' }>): string {
  const known = keys.map((key) => text.known[key]).join(', ');
  if (unknown === null) return known === '' ? text.noFlags : known;
  return known === '' ? text.otherFlags(unknown) : text.flags(known, unknown);
}

/** To the second and in the time that images count in: two headers are compared by it. */
function momentInWords(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split(/[TZ.]/);
  return text.time(date, time);
}
