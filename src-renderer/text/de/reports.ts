import type { reportsText as english } from '../en/reports.ts';
import type { Translation } from '../translated.ts';
import { quantities } from './quantities.ts';

const { countInWords } = quantities;

const numbered = (count: number, one: string, many: string): string =>
  `${countInWords(count)} ${count === 1 ? one : many}`;

export const reportsText: Translation<typeof english> = {
  save: 'Bericht speichern…',
  saveOf: (name) => `Bericht speichern: ${name}`,
  saveAs: { html: 'Als Webseite (HTML)', json: 'Als Daten (JSON)' },
  saved: 'Der Bericht ist gespeichert',
  close: 'Schließen',
  copy: (value) => `${value} kopieren`,
  moreFiles: (count) => numbered(count, 'weitere Datei', 'weitere Dateien'),
  kinds: {
    check: 'Prüfung',
    'preview-repair': 'Vorschau der Reparatur',
    repair: 'Reparatur',
    'undo-repair': 'Rücknahme der Reparatur',
    'preview-compaction': 'Vorschau der Verkleinerung',
    compact: 'Verkleinerung',
    convert: 'Umwandlung',
  },
  title: (kind, name) => `${kind} von ${name}`,
  facts: {
    source: 'Aus',
    file: 'Datei',
    files: 'Dateien',
    format: 'Format',
    disk: 'Plattengröße',
    data: 'Daten',
    zeros: 'Leer',
    zerosOrLost: 'Leer oder verloren',
    onDisk: 'Belegt',
    digest: 'Prüfsumme',
    noDigest: 'Nicht berechnet',
    began: 'Begonnen',
    ended: 'Beendet',
    took: 'Dauer',
    rate: 'Daten je Sekunde',
  },
  changed: 'Was geändert wurde',
  conversion: {
    verified: 'Das neue Abbild wurde zurückgelesen und gleicht seiner Quelle.',
    notVerified: 'Das neue Abbild wurde geschrieben und nicht zurückgelesen.',
    salvagedVerified: 'Das neue Abbild wurde zurückgelesen und gleicht dem, was gerettet wurde.',
    salvagedNotVerified: 'Das neue Abbild wurde nicht zurückgelesen.',
    unchanged: 'Die Quelle wurde nicht geändert.',
  },
  salvage: {
    whole: 'Alles auf der Platte wurde gerettet.',
    lost: (size, ranges) =>
      `${size} der Platte ließen sich nicht retten, in ${numbered(ranges, 'Bereich', 'Bereichen')}. Was dort steht, ist nicht zuverlässig; das meiste sind Nullen.`,
    show: 'Was verloren ist',
    caption: 'Verlorene Teile der Platte',
    first: 'Erstes Byte',
    last: 'Letztes Byte',
    length: 'Länge',
    more: (count) =>
      count === 1
        ? 'Ein weiterer wird hier nicht gezeigt; ein gespeicherter Bericht hat bis zu 10.000.'
        : `${countInWords(count)} weitere werden hier nicht gezeigt; ein gespeicherter Bericht hat bis zu 10.000.`,
  },
  jobGone: 'Der Auftrag wurde aus der Liste entfernt, und sein Bericht mit ihm.',
  severity: {
    fatal: { title: 'Macht die Platte unlesbar' },
    damage: { title: 'Schäden' },
    waste: { title: 'Ungenutzter Platz' },
    note: { title: 'Hinweise' },
  },
  where: ({ file, start, length }) => {
    if (length <= 1) return `${file}, Byte ${countInWords(start)}`;
    return `${file}, Bytes ${countInWords(start)} bis ${countInWords(start + length - 1)}`;
  },
  whereTitle: 'Wo',
  repairTitle: 'Reparatur',
  adviceTitle: 'Rat',
  loss: { none: 'Dabei kann nichts verloren gehen.', possible: 'Dabei kann etwas verloren gehen.' },
  times: (count) => `${countInWords(count)}-mal`,
  others: (count) => `${numbered(count, 'weiterer', 'weitere')} dieser Art`,
  othersHidden: (count) =>
    count === 1
      ? 'Ein weiterer wird hier nicht gezeigt; ein gespeicherter Bericht hat bis zu 1.000 einer Art.'
      : `${countInWords(count)} weitere werden hier nicht gezeigt; ein gespeicherter Bericht hat bis zu 1.000 einer Art.`,
  unlisted: (count) =>
    count === 1
      ? 'Ein weiterer wurde gefunden und ist nicht aufgeführt.'
      : `${countInWords(count)} weitere wurden gefunden und sind nicht aufgeführt.`,
  steps: (changes, size) => `${numbered(changes, 'Stelle', 'Stellen')}, ${size}`,
  compaction: {
    canBeGiven: (size) => `${size} können zurückgegeben werden`,
    given: (size) => `${size} zurückgegeben`,
    nothing: 'Nichts zurückzugeben',
    nothingHint: 'Alles Gespeicherte enthält etwas, und die Datei hat keine Lücken.',
    nothingGuestHint:
      'Alles Gespeicherte enthält etwas. Dateien, die im Gast gelöscht wurden, können noch Platz belegen: Der wird nur zurückgegeben, wenn Sie es sagen.',
    becomesPreview: (after, before) => `Die Datei hätte ${after} statt ${before}.`,
    becomes: (after, before) => `Die Datei hat ${after} statt ${before}.`,
    takesPreview: (after, before) =>
      `Die Datei behält ihre Länge und belegte auf diesem Computer ${after} statt ${before}.`,
    takes: (after, before) => `Die Datei behält ihre Länge und belegt auf diesem Computer ${after} statt ${before}.`,
    copied: (after, before) => `Die Kopie hat ${after}; das Abbild hat ${before} und wurde nicht geändert.`,
    savedAs: 'Gespeichert als',
    moved: (size) => `${size} wurden an eine andere Stelle der Datei verschoben.`,
    before: 'Vorher',
    after: 'Nachher',
    picture: (before, after) => `Vorher ${before}, nachher ${after}`,
    causes: {
      guestFree: 'Vom Gast nicht benutzt',
      zero: 'Gespeicherte Nullen',
      sameAsParent: 'Wie im Elternabbild',
      discarded: 'Vom Gast aufgegeben',
      orphaned: 'Verwaist in der Datei',
    },
    causeHints: {
      guestFree: 'Platz, den die Dateisysteme auf der Platte nicht benutzen, etwa der von gelöschten Dateien.',
      zero: 'Blöcke, die nur Nullen enthalten und nicht gespeichert sein müssen.',
      sameAsParent: 'Blöcke, die enthalten, was das Elternabbild dort ohnehin hat.',
      discarded: 'Blöcke, die der Gast aufgegeben hat und deren Platz noch in der Datei ist.',
      orphaned: 'Platz in der Datei, der zu keinem Teil der Platte gehört.',
    },
  },
  partitions: {
    caption: 'Was auf der Platte liegt',
    partition: 'Partition',
    fileSystem: 'Dateisystem',
    size: 'Größe',
    used: 'Belegt',
    free: 'Frei',
    reclaimed: 'Zurückgegeben',
    title: (number, name) => (name === undefined || name === '' ? String(number) : `${String(number)} · ${name}`),
    noFileSystem: 'Nicht bekannt',
    none: 'Auf dieser Platte wurde keine Partition und kein Dateisystem erkannt, also gilt alles als belegt.',
  },
};
