import type { filesText as english } from '../en/files.ts';
import type { Translation } from '../translated.ts';

export const filesText: Translation<typeof english> = {
  title: {
    files: 'Abbilder hinzufügen',
    file: 'Abbild auswählen',
    folder: 'Ordner auswählen',
    save: 'Speichern unter',
  },
  explain: {
    files: 'Das sind die Dateien des Computers, auf dem Platter läuft.',
    file: 'Das sind die Dateien des Computers, auf dem Platter läuft.',
    folder: 'Das sind die Ordner des Computers, auf dem Platter läuft.',
    save: 'Die Datei wird auf dem Computer geschrieben, auf dem Platter läuft.',
  },
  path: 'Pfad',
  pathHint: 'Pfad eingeben oder einfügen',
  go: 'Los',
  up: 'Eine Ebene höher',
  home: 'Persönlicher Ordner',
  search: 'In diesem Ordner suchen',
  showHidden: 'Versteckte Dateien',
  list: 'Inhalt des Ordners',
  empty: 'Dieser Ordner ist leer.',
  noFolders: 'In diesem Ordner sind keine Ordner.',
  noMatch: (search) => `Nichts hier hat „${search}“ im Namen.`,
  more: (count) =>
    count === 1
      ? 'Ein weiterer Eintrag wird nicht gezeigt. Suchen Sie, um die Liste zu verkürzen.'
      : `${String(count)} weitere Einträge werden nicht gezeigt. Suchen Sie, um die Liste zu verkürzen.`,
  name: 'Name',
  nameInvalid: 'Gebraucht wird ein Name ohne Schrägstriche.',
  isFolder: (name) => `${name} ist ein Ordner. Wählen Sie einen anderen Namen.`,
  isThere: (name) => `${name} gibt es schon. Wählen Sie einen anderen Namen.`,
  askReplace: (name) => `${name} gibt es schon. Ersetzen?`,
  cancel: 'Abbrechen',
  pick: {
    files: (count) => (count <= 1 ? 'Datei hinzufügen' : `${String(count)} Dateien hinzufügen`),
    file: 'Diese Datei nehmen',
    folder: 'Diesen Ordner nehmen',
    save: 'Speichern',
    replace: 'Ersetzen',
  },
  droppedInBrowser: {
    title: 'Ein Browser verrät nicht, wo eine Datei liegt',
    explain: (name) =>
      `Platter braucht ihren Ort auf diesem Computer: Wählen Sie ${name} in der Liste aus, die sich öffnet.`,
  },
  selected: (count) => (count === 0 ? 'Nichts ausgewählt' : `${String(count)} ausgewählt`),
};
