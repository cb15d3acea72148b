import type { shellText as english } from '../en/shell.ts';
import type { Translation } from '../translated.ts';

export const shellText: Translation<typeof english> = {
  product: 'Platter',
  navigation: 'Seiten',
  skipToContent: 'Zur Seite springen',
  pages: {
    images: 'Abbilder',
    create: 'Erstellen',
    convert: 'Umwandeln',
    jobs: 'Aufträge',
    settings: 'Einstellungen',
  },
  titleOf: (page) => `${page} – Platter`,
  jobsActive: (count) => (count === 1 ? '1 läuft oder wartet' : `${String(count)} laufen oder warten`),
  jobsStalled: (count) => (count === 1 ? 'einer braucht Sie' : `${String(count)} brauchen Sie`),
  version: (version) => `Version ${version}`,
  didNotWork: 'Das hat nicht geklappt',
  notification: 'Mitteilung',
  notifications: (keys) => `Mitteilungen (${keys})`,
  numberField: 'Zahlenfeld',
  details: 'Details',
  code: 'Code',
  copyCode: 'Den Code kopieren',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Der Browser hat das Kopieren nicht erlaubt.',
  connection: {
    needed: 'Platter ist nicht verbunden.',
    lost: 'Die Verbindung zu Platter ist abgerissen. Laufende Aufträge gehen weiter, falls das Programm noch läuft; diese Seite versucht es weiter.',
    lostForGood: 'Wurde der Server neu gestartet, öffnen Sie die neue Adresse, die er ausgegeben hat.',
    locked:
      'Diese Seite wurde ohne ihren Schlüssel geöffnet. Öffnen Sie die ganze Adresse, die „platter serve“ ausgegeben hat, mit dem Teil hinter #.',
  },
  drop: {
    convert: { title: 'Umwandeln', hint: 'In ein anderes Format. Quellen werden nie geändert.' },
    inspect: { title: 'Ansehen', hint: 'Ansehen, prüfen, verkleinern.' },
  },
};
