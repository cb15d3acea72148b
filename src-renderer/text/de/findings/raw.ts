import type { rawFindings } from '#shared/text/findings/raw.ts';
import type { InGerman } from './table.ts';

/** What a check can find in a raw image. */
export const raw: InGerman<typeof rawFindings> = {
  'raw.partial-sector': {
    says: 'Die Größe von {name} ist keine ganze Zahl von Sektoren: {bytes} Bytes liegen hinter dem letzten.',
    means:
      'Die meisten Hypervisoren runden eine solche Platte auf oder ab. Es geht nichts verloren, wenn Platter das Abbild umwandelt: In einem anderen Format und für jedes Produkt rundet es auf. Nur eine rohe Kopie für kein Produkt behält die Größe auf das Byte genau.',
  },
};
