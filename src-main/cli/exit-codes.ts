import type { DiskError, ErrorReason } from '#shared/errors.ts';

/** How the command line ends: the one place that gives these numbers a meaning. */
export const exitCodes = {
  fine: 0,
  couldNot: 1,
  damaged: 2,
  wasteful: 3,
  different: 4,
  wrongUsage: 64,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each number says, for help and documentation. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'fine',
  1: 'could not be done: refused, failed, or damaged beyond reading',
  2: 'the image is damaged (check; after a repair, still damaged)',
  3: 'the image holds space that nothing uses, and is sound otherwise (check)',
  4: 'the disks differ (compare)',
  64: 'wrong usage',
  130: 'interrupted',
};

/** What is refused because of the image it meets, not because of how it was typed. */
const refusals: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'resize.would-shrink',
  'resize.cuts-data',
  'profile.too-small',
  'vmdk.parent-path-too-long',
]);

/** The number for an error. Whatever else is invalid was typed on the command line, so it counts as wrong usage. */
export function exitCodeOf({ code, reason }: DiskError): ExitCode {
  if (code === 'cancelled') return exitCodes.interrupted;
  return code === 'invalid-input' && !refusals.has(reason) ? exitCodes.wrongUsage : exitCodes.couldNot;
}
