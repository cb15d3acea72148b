import type { jobsText as english } from '../en/jobs.ts';
import type { Translation } from '../translated.ts';

const counted = ['Keiner', 'Einer', 'Zwei', 'Drei', 'Vier', 'Fünf', 'Sechs', 'Sieben', 'Acht', 'Neun'] as const;

/** `Zwei laufen`, where the verb goes by the number. */
const those = (count: number, one: string, many: string): string =>
  count === 0 ? '' : `${counted[count] ?? String(count)} ${count === 1 ? one : many}`;

const subjects: Readonly<Record<string, ((name: string) => string) | undefined>> = {
  check: (name) => `Die Prüfung von ${name}`,
  'preview-repair': (name) => `Die Vorschau der Reparatur von ${name}`,
  repair: (name) => `Die Reparatur von ${name}`,
  'undo-repair': (name) => `Die Rücknahme der Reparatur von ${name}`,
  'preview-compaction': (name) => `Die Vorschau der Verkleinerung von ${name}`,
  compact: (name) => `Die Verkleinerung von ${name}`,
};

/** What a cancelled job leaves, where that is not nothing. */
const leftBy: Readonly<Record<string, string | undefined>> = {
  check: 'Es wurde nichts geändert.',
  'preview-repair': 'Es wurde nichts geändert.',
  'preview-compaction': 'Es wurde nichts geändert.',
  repair: 'Was bis dahin behoben war, bleibt so und kann zurückgenommen werden.',
  'undo-repair':
    'Einige Stellen können noch sein, wie die Reparatur sie hinterließ. Nehmen Sie die Reparatur noch einmal zurück, um das abzuschließen.',
  compact: 'Die Platte ist heil. Was bis dahin zurückgegeben war, bleibt so.',
};

export const jobsText: Translation<typeof english> = {
  title: 'Aufträge',
  summary: (running, paused, waiting) => {
    const parts = [
      those(running, 'läuft', 'laufen'),
      those(paused, 'ist angehalten', 'sind angehalten'),
      those(waiting, 'wartet', 'warten'),
    ].filter((part) => part !== '');
    if (parts.length === 0) return 'Es läuft nichts.';
    return `${parts.map((part, index) => (index === 0 ? part : part.toLowerCase())).join(', ')}.`;
  },
  dismissEnded: 'Beendete entfernen',
  pauseAll: 'Alle anhalten',
  resumeAll: 'Alle fortsetzen',
  groups: { running: 'In Arbeit', waiting: 'Warten', ended: 'Beendet' },
  showMore: (count) => `${String(count)} weitere zeigen`,
  places: (running, limit) => `${String(running)} von ${String(limit)} Plätzen belegt`,
  limit: 'Gleichzeitig',
  historyNotice: 'Zum Verlauf der Aufträge',
  empty: {
    title: 'Noch keine Aufträge',
    hint: 'Neue Abbilder, Umwandlungen, Prüfungen, Reparaturen und Verkleinerungen erscheinen hier mit ihrem Fortschritt und bleiben mit ihrem Ergebnis, bis Sie sie entfernen.',
    action: 'Abbilder umwandeln',
  },
  operations: {
    convert: 'Umwandeln',
    create: 'Erstellen',
    compare: 'Vergleichen',
    hash: 'Prüfsumme',
    check: 'Prüfen',
    'preview-repair': 'Vorschau der Reparatur',
    repair: 'Reparieren',
    'undo-repair': 'Reparatur zurücknehmen',
    'preview-compaction': 'Vorschau der Verkleinerung',
    compact: 'Verkleinern',
  },
  subject: (operation, name) => subjects[operation]?.(name) ?? name,
  arrow: '→',
  becomes: 'wird zu',
  progressOf: (name) => `Fortschritt von ${name}`,
  percent: (percent) => `${String(percent)} %`,
  doneOf: (done, total) => `${done} von ${total}`,
  left: (duration) => `noch ${duration}`,
  leftThenVerified: (duration) => `noch ${duration}, dann wird zurückgelesen`,
  waitingHint: 'beginnt, sobald ein Platz frei ist',
  position: (position) => `Nummer ${String(position)}`,
  earlier: (name) => `${name} früher beginnen`,
  later: (name) => `${name} später beginnen`,
  moved: (name, position, count) => `${name} ist Nummer ${String(position)} von ${String(count)}, die warten.`,
  pause: 'Anhalten',
  pauseName: (name) => `${name} anhalten`,
  resume: 'Fortsetzen',
  resumeName: (name) => `${name} fortsetzen`,
  hold: 'Zurückhalten',
  holdName: (name) => `${name} zurückhalten`,
  paused: 'Angehalten',
  held: 'Zurückgehalten, bis er fortgesetzt wird',
  resumesSoon: 'geht weiter, sobald ein Platz frei ist',
  cancel: 'Abbrechen',
  cancelName: (name) => `${name} abbrechen`,
  cancelling: 'Wird abgebrochen…',
  dismiss: (name) => `${name} aus der Liste entfernen`,
  showImage: 'Abbild zeigen',
  showImageOf: (name) => `Abbild zeigen: ${name}`,
  showInFolder: 'Im Ordner zeigen',
  showReport: 'Bericht zeigen',
  showReportOf: (name) => `Bericht zeigen: ${name}`,
  repaired: (places) => (places === 1 ? 'Eine Stelle wurde geändert.' : `${String(places)} Stellen wurden geändert.`),
  succeeded: 'Fertig',
  failed: 'Fehlgeschlagen',
  interrupted: 'Unterbrochen',
  interruptedHint: 'Platter oder der Computer endete vor diesem Auftrag.',
  interruptedAt: (phase, amount) => (amount === undefined ? `Stand: ${phase}.` : `Stand: ${phase}, ${amount}.`),
  notBegun: 'Er hatte noch nicht begonnen.',
  interruptedLeft: (operation, makesFile) =>
    (makesFile ? undefined : leftBy[operation]) ??
    'Was er geschrieben hatte, wurde entfernt; die Quelle ist unverändert.',
  interruptedCreation: 'Was er geschrieben hatte, wurde entfernt.',
  tryAgain: 'Noch einmal versuchen',
  tryAgainName: (name) => `Noch einmal versuchen: ${name}`,
  startAgain: 'Neu starten',
  startAgainName: (name) => `Neu starten: ${name}`,
  cancelled: 'Abgebrochen',
  cancelledHint: (operation, makesFile) =>
    (makesFile ? undefined : leftBy[operation]) ?? 'Es blieb nichts zurück; die Quelle ist unverändert.',
  cancelledCreation: 'Es blieb nichts zurück.',
  took: (time, duration) => `${time} · Dauer ${duration}`,
  result: {
    savedAs: 'Gespeichert als',
    copyPath: 'Pfad kopieren',
    disk: 'Plattengröße',
    data: 'Daten',
    zeros: 'Leer',
    onDisk: 'Belegt',
    digest: 'Prüfsumme',
    copyDigest: 'Ganze Prüfsumme kopieren',
    verified: 'Durch Zurücklesen geprüft',
    notVerified: 'Nicht zurückgelesen',
    unflushed:
      'Das Dateisystem dort kann nicht zusagen, dass das Abbild auf dem Datenträger ist. Behalten Sie die Quelle, bis das sicher ist.',
    format: 'Format',
    files: (count) => (count === 1 ? '1 Datei' : `${String(count)} Dateien`),
  },
  announce: {
    succeeded: (name) => `${name} ist fertig.`,
    failed: (name) => `${name} ist fehlgeschlagen.`,
    cancelled: (name) => `${name} wurde abgebrochen.`,
  },
};
