/** What a job is doing, by the key of its phase; shown with the progress, so short and without a full stop. */
const phases: Readonly<Record<string, string>> = {
  start: 'Starting',
  measure: 'Measuring the data',
  copy: 'Copying',
  verify: 'Verifying',
  hash: 'Computing the digest',
  compare: 'Comparing',
  read: 'Reading',
  write: 'Writing',
  check: 'Checking',
  repair: 'Repairing',
  compact: 'Compacting',
  resize: 'Resizing',
};

/** A phase in words; a phase of a newer version shows its own key. */
export function phaseInWords(phase: string): string {
  return Object.hasOwn(phases, phase) ? (phases[phase] ?? phase) : phase;
}
