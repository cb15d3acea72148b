import type { mapText as english } from '../en/map.ts';
import type { Translation } from '../translated.ts';
import { quantities } from './quantities.ts';

const { countInWords } = quantities;

export const mapText: Translation<typeof english> = {
  nameOf: (image) => `Karte von ${image}`,
  looking: 'Die Platte wird angesehen…',
  lookedAt: (percent) => `Bisher ${String(percent)} % angesehen…`,
  salvaged:
    'Dieses Abbild ist beschädigt. Die Karte zeigt, was davon noch lesbar ist und wo nichts mehr. Was fehlt, sagt eine Prüfung.',
  kinds: {
    data: 'Daten',
    parent: 'Aus Elternabbild',
    zero: 'Nullen',
    hole: 'Nicht gespeichert',
    lost: 'Beschädigt',
  },
  meanings: 'Was die Farben bedeuten',
  hints: {
    data: 'In diesem Abbild gespeichert.',
    parent: 'In einem Abbild gespeichert, auf dem dieses aufbaut.',
    zero: 'Als Nullen vermerkt; belegt keinen Platz.',
    hole: 'Nie beschrieben: liest sich als Nullen und belegt keinen Platz.',
    lost: 'Was hier stand, ist nicht mehr lesbar.',
  },
  percent: (percent) => `${String(percent)} %`,
  almostNothing: 'weniger als 1 %',
  almostAll: 'mehr als 99 %',
  shareOf: (kind, percent) => `${kind} ${percent}`,
  shown: (start, end) => `${start} – ${end}`,
  square: (size) => `Ein Kästchen ist ${size}`,
  zoomIn: 'Hineinzoomen',
  zoomOut: 'Herauszoomen',
  wholeDisk: 'Ganze Platte',
  isWhole: 'Die ganze Platte ist zu sehen.',
  isFinest: 'Feiner geht es nicht.',
  howTo: 'Zeigen Sie auf ein Kästchen, um zu sehen, was es ist. Ziehen verschiebt, Strg und das Mausrad zoomen.',
  keys: 'Pfeiltasten gehen von Kästchen zu Kästchen, Bild auf und Bild ab um eine Ansicht, Pos1 und Ende zu den Enden der Platte. Plus und Minus zoomen, 0 zeigt die ganze Platte.',
  at: (length, start) => `${length} bei ${start}`,
  bytes: (first, last) => `Bytes ${countInWords(first)} – ${countInWords(last)}`,
  block: (number) => `Block ${countInWords(number)}`,
  blocks: (first, last) => `Blöcke ${countInWords(first)} – ${countInWords(last)}`,
  place: (offset, file) => `gespeichert bei ${offset} in ${file}`,
  table: {
    summary: 'Als Tabelle',
    caption: (start, end) => `Was von ${start} bis ${end} liegt`,
    start: 'Beginnt bei',
    firstByte: 'Erstes Byte',
    length: 'Länge',
    kind: 'Was es ist',
    byte: (byte) => countInWords(byte),
    rest: (rows, end, total) => `${countInWords(rows)} Bereiche bis ${end}. Bis ${total} gibt es mehr.`,
    more: 'Mehr zeigen',
  },
};
