import type { FindingTable } from './row.ts';

/** What a check can find in a raw image. */
export const rawFindings = {
  'raw.partial-sector': {
    severity: 'note',
    says: 'The size of {name} is no whole number of sectors: {bytes} bytes lie beyond the last one.',
    means:
      'Most hypervisors round such a disk up or down. Nothing is lost as long as the image is converted by Platter, which rounds up.',
  },
} as const satisfies FindingTable;
