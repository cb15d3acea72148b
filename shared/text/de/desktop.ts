import type { desktopText as english, MenuRole } from '../desktop.ts';
import type { Translation } from '../translation.ts';

export const desktopText: Translation<typeof english> = {
  name: 'Platter',
  cannotStart: 'Platter kann nicht starten',
  menus: {
    file: '&Datei',
    edit: '&Bearbeiten',
    image: '&Abbild',
    jobs: 'A&ufträge',
    go: '&Gehe zu',
    view: 'An&sicht',
    window: '&Fenster',
    help: '&Hilfe',
  },
  dialogs: {
    images: 'Abbilder wählen',
    folder: 'Ordner wählen',
    save: 'Speichern unter',
    kinds: { images: 'Abbilder von Platten', all: 'Alle Dateien' },
  },
  quit: {
    title: (unfinished, paused) => {
      if (unfinished === 1) return paused === 1 ? 'Ein Auftrag ist angehalten.' : 'Ein Auftrag läuft noch.';
      if (paused === unfinished) return `${String(unfinished)} Aufträge sind angehalten.`;
      const rest = `${String(unfinished)} Aufträge laufen noch`;
      return paused === 0
        ? `${rest}.`
        : `${rest}; ${String(paused)} davon ${paused === 1 ? 'ist' : 'sind'} angehalten.`;
    },
    detail: (unfinished) =>
      unfinished === 1
        ? 'Beenden bricht ihn ab und entfernt die Dateien, die er nicht fertig geschrieben hat. Abbilder, die er nur liest, bleiben, wie sie sind.'
        : 'Beenden bricht sie ab und entfernt die Dateien, die sie nicht fertig geschrieben haben. Abbilder, die sie nur lesen, bleiben, wie sie sind.',
    stay: 'Weiterlaufen lassen',
    quit: 'Beenden',
  },
  crash: {
    title: 'Das Fenster ist zweimal in einer Minute abgestürzt.',
    detail: (reason) => `Die Aufträge laufen ohne es weiter. Grund: ${reason}.`,
    reload: 'Neu laden',
    close: 'Schließen',
  },
  unresponsive: {
    title: 'Das Fenster antwortet nicht.',
    detail:
      'Die Aufträge laufen ohne es weiter. Neu laden verliert nur, was eingegeben und noch nicht gestartet wurde.',
    wait: 'Warten',
    reload: 'Neu laden',
  },
  queueEnd: {
    one: { done: (name) => `Fertig: ${name}`, failed: (name) => `Fehlgeschlagen: ${name}` },
    many: {
      done: (count) => `${String(count)} Aufträge sind fertig`,
      failed: (count) => `${String(count)} Aufträge sind fehlgeschlagen`,
      mixed: (done, failed) =>
        `${String(done)} ${done === 1 ? 'Auftrag ist' : 'Aufträge sind'} fertig, ${String(failed)} fehlgeschlagen`,
    },
    noneLeft: 'Kein Auftrag ist mehr übrig.',
    seeWhy: 'Kein Auftrag ist mehr übrig. Die Seite „Aufträge“ sagt, woran es lag.',
  },
  stalled: {
    title: (name) => `Braucht Sie: ${name}`,
    noSpace: 'Wo der Auftrag schreibt, ist kein Platz mehr. Schaffen Sie dort Platz, dann setzen Sie ihn fort.',
    other: 'Der Auftrag wartet, bis etwas gelöst ist. Die Seite „Aufträge“ sagt, was.',
  },
};

/** What Electron calls in English whatever the system speaks. */
export const menuRoles: Readonly<Record<MenuRole, string>> = {
  about: 'Über Platter',
  services: 'Dienste',
  hide: 'Platter ausblenden',
  hideOthers: 'Andere ausblenden',
  unhide: 'Alle einblenden',
  quit: 'Platter beenden',
  recentDocuments: 'Benutzte Dokumente',
  clearRecentDocuments: 'Einträge löschen',
  close: 'Fenster schließen',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  pasteAndMatchStyle: 'Ohne Format einfügen',
  delete: 'Löschen',
  selectAll: 'Alles auswählen',
  resetZoom: 'Normale Größe',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  togglefullscreen: 'Ganzer Bildschirm',
  reload: 'Neu laden',
  toggleDevTools: 'Werkzeuge für Entwickler',
  minimize: 'Minimieren',
  zoom: 'Maximieren',
  front: 'Alle nach vorne bringen',
};
