import type { FindingTable } from './row.ts';

/** What a check can find in a raw image. */
export const rawFindings = {
  'raw.partial-sector': {
    severity: 'note',
    says: 'The size of {name} is no whole number of sectors: {bytes} bytes lie beyond the last one.',
    means:
      'Most hypervisors round such a disk up or down. Nothing is lost when Platter converts the image: it rounds up, in another format and for every product. Only a raw copy for no product keeps the size to the byte.',
  },
} as const satisfies FindingTable;
