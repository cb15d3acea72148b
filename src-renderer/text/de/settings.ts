import type { settingsText as english } from '../en/settings.ts';
import type { Translation } from '../translated.ts';

export const settingsText: Translation<typeof english> = {
  title: 'Einstellungen',
  subtitle: 'Was hier geändert wird, gilt sofort und bleibt.',
  saved: 'Gespeichert',
  savedName: (setting) => `${setting}: gespeichert`,
  notice: 'Zu den Einstellungen',
  folders: {
    title: 'Ordner',
    imageFolder: {
      label: 'Abbilder',
      hint: 'Wo Dialoge nach Abbildern suchen.',
      none: 'Der Ordner vom letzten Mal',
      choose: 'Ordner für Abbilder auswählen',
      clear: 'Ordner für Abbilder zurücksetzen',
    },
    targetFolder: {
      label: 'Ergebnisse',
      hint: 'Wohin Umwandlungen neue Abbilder schreiben.',
      none: 'Der Ordner der Quelle',
      choose: 'Ordner für Ergebnisse auswählen',
      clear: 'Ordner für Ergebnisse zurücksetzen',
    },
    choose: 'Auswählen…',
    clear: 'Zurücksetzen',
  },
  jobs: {
    title: 'Aufträge',
    parallelJobs: {
      label: 'Aufträge gleichzeitig',
      hint: 'Weitere warten auf einen Platz. Bei einem einzelnen Laufwerk bringen mehr als zwei wenig.',
    },
  },
  conversion: {
    title: 'Umwandlung',
    verify: {
      label: 'Jedes Ergebnis zurücklesen',
      hint: 'Vergleicht es mit seiner Quelle, bevor es seinen Namen bekommt. Bei jeder Umwandlung neu wählbar.',
    },
    compressionLevel: {
      label: 'Komprimierung',
      hint: 'Für Abbilder, die komprimiert gespeichert werden.',
      fast: 'Schnell',
      small: 'Klein',
      level: (level) => `Stufe ${String(level)}`,
    },
  },
  appearance: {
    title: 'Darstellung',
    theme: {
      label: 'Farben',
      hint: 'Hell oder dunkel.',
      choices: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    },
    language: {
      label: 'Sprache',
      hint: 'Dieses Fensters.',
      choices: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
    },
  },
  notifications: {
    title: 'Mitteilungen',
    label: 'Mitteilen, wenn der letzte Auftrag beendet ist oder einer Sie braucht',
    hint: 'Je einmal, und nur, wenn ein anderes Fenster vorn ist.',
    browser:
      'Das Desktop-Programm kann mitteilen, wenn der letzte Auftrag beendet ist oder einer Sie braucht. Im Browser zeigt es die Seite „Aufträge“.',
  },
};
