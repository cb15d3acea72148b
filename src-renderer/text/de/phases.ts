/** What a job is doing, by the key of its phase. */
export const phases: Readonly<Record<string, string | undefined>> = {
  start: 'Beginnt',
  measure: 'Misst die Daten',
  copy: 'Kopiert',
  verify: 'Prüft das Ergebnis',
  hash: 'Berechnet die Prüfsumme',
  compare: 'Vergleicht',
  read: 'Liest',
  write: 'Schreibt',
  check: 'Prüft',
  repair: 'Repariert',
  compact: 'Verkleinert',
  resize: 'Ändert die Größe',
};
