import type { convertText as english } from '../en/convert.ts';
import type { Translation } from '../translated.ts';

const images = (count: number): string => (count === 1 ? '1 Abbild' : `${String(count)} Abbilder`);

export const convertText: Translation<typeof english> = {
  title: 'Umwandeln',
  subtitle: 'Ziehen Sie Abbilder irgendwo in dieses Fenster. Quellen werden nie geändert.',
  addFiles: 'Dateien hinzufügen…',
  empty: {
    title: 'Noch keine Abbilder',
    hint: 'Ziehen Sie Abbilder hierher, oder fügen Sie sie hinzu. Bevor Sie die Umwandlung starten, wird nichts geschrieben.',
    hintInBrowser:
      'Fügen Sie Abbilder hinzu, oder fügen Sie ihre Pfade ein. Bevor Sie die Umwandlung starten, wird nichts geschrieben.',
  },
  alreadyListed: 'Dieses Abbild steht schon in der Liste.',
  target: {
    product: 'Wo laufen sie?',
    other: 'Etwas anderes…',
    format: 'Umwandeln in',
    variant: 'Speicherart',
    products: 'Läuft in',
    inWords: (product, format) => `${product} · ${format}`,
  },
  table: {
    caption: 'Abbilder, die umgewandelt werden',
    source: 'Quelle',
    diskSize: 'Plattengröße',
    onDisk: 'Belegt',
    becomes: 'Wird zu',
    needs: 'Braucht etwa',
    removeAll: 'Leeren',
    removeAllOf: 'Liste leeren',
    remove: (name) => `${name} aus der Liste entfernen`,
    becomesOf: (name) => `Was aus ${name} wird`,
    sizes: (diskSize, onDisk) => `${diskSize}, belegt ${onDisk}`,
    about: (size) => `≈ ${size}`,
    atMost: (size) => `≤ ${size}`,
    fromSample: (sampled, atMost) =>
      `Geschätzt nach der Karte der Platte und ${sampled} ihrer Daten. Höchstens ${atMost}.`,
    fromMap: (atMost) => `Bekannt aus der Karte der Platte. Höchstens ${atMost}.`,
    onlyBound: (atMost) => `Höchstens ${atMost}; Daten wurden nicht angesehen.`,
    unknown: '–',
  },
  looking: 'Wird angesehen…',
  itIsRaw: 'Es ist ein Roh-Abbild',
  name: {
    label: (source) => `Name des Ergebnisses von ${source}`,
    invalid: 'So kann keine Datei heißen.',
    extension: (extension) => `.${extension}`,
  },
  renamed: (taken, name) => `${taken} gibt es dort schon: wird ${name} heißen`,
  replace: {
    offer: 'Ersetzen',
    promise: (name, more) =>
      more === 0
        ? `${name} wird ersetzt, sobald die neue Datei vollständig ist.`
        : `${name} und ${more === 1 ? 'eine weitere Datei' : `${String(more)} weitere Dateien`} davon werden ersetzt, sobald die neuen vollständig sind.`,
    notYet: (name) => `${name} kann ersetzt werden, sobald der Ordner ausgewählt ist.`,
    takeBack: 'Behalten',
  },
  rounded: (size) => `Die Platte wird ${size} groß; am Ende kommen Nullen hinzu.`,
  salvage: {
    offer: 'Lesen, was lesbar ist',
    meaning: 'Beschädigtes wird zu Nullen, und der beendete Auftrag sagt, was verloren ist.',
    promise:
      'Beschädigt: Was lesbar ist, wird umgewandelt. Der Rest wird zu Nullen, und der beendete Auftrag sagt, was verloren ist.',
    takeBack: 'Lieber nicht',
    check: 'Zuerst prüfen',
  },
  inUse: {
    offer: 'Trotzdem lesen',
    promise: ({ program }) =>
      `${program ?? 'Ein anderes Programm'} kann hineinschreiben: Es wird trotzdem gelesen. Der Auftrag endet ohne Ergebnis, sobald etwas geschrieben wird.`,
    takeBack: 'Lieber nicht',
  },
  saveTo: 'Speichern in',
  change: 'Ändern…',
  changeFolder: 'Ordner für die Ergebnisse ändern',
  folder: {
    toWrite: (folder) =>
      `${folder} wurde in diesem Fenster noch nicht ausgewählt. Ohne Ihr Wort wird dort nichts geschrieben.`,
    toReplace: (folder) => `Dateien in ${folder} werden nur ersetzt, wenn der Ordner selbst ausgewählt wurde.`,
    allow: 'Diesen Ordner nehmen',
  },
  space: {
    fits: (free, expected) => `${free} frei, etwa ${expected} gebraucht`,
    tight: (free, expected, atMost) => `Nur ${free} frei: etwa ${expected} gebraucht, höchstens ${atMost}`,
    short: (free, expected) => `Nur ${free} frei, etwa ${expected} gebraucht`,
  },
  details: (optionTitles, verify, identifiers) =>
    `Details: ${[
      `zurücklesen (${verify ? 'ein' : 'aus'})`,
      `Kennungen (${identifiers === 'keep' ? 'behalten' : 'neu'})`,
      'Namen',
      ...optionTitles,
    ].join(', ')}`,
  verify: {
    label: 'Jedes Ergebnis zurücklesen und mit seiner Quelle vergleichen',
    hint: 'Dauert noch einmal etwa so lange wie das Lesen. Ohne das kann ein schadhaftes Laufwerk unbemerkt bleiben.',
  },
  identifiers: {
    legend: 'Kennungen',
    new: { label: 'Neue', hint: 'Jedes Ergebnis ist eine eigene Platte und kann neben seiner Quelle benutzt werden.' },
    keep: {
      label: 'Die der Quellen',
      hint: 'Maschinen, die eine Platte an ihrer Kennung erkennen, nehmen das Ergebnis an ihrer Stelle. VirtualBox schließt keine zwei Platten mit derselben an: Entfernen Sie dort zuerst die Quelle.',
    },
    without: (count) =>
      count === 1
        ? '1 Quelle hat keine Kennung, die bleiben könnte, und bekommt eine neue. Roh-Abbilder haben nie eine.'
        : `${String(count)} Quellen haben keine Kennung, die bleiben könnte, und bekommen neue. Roh-Abbilder haben nie eine.`,
  },
  ending: {
    label: 'An jeden Namen anhängen',
    hint: 'Etwa „-umgewandelt“. Einzelne Namen lassen sich in der Liste ändern.',
    placeholder: 'Nichts',
  },
  forecast:
    'Was ein Ergebnis braucht, wird nach der Karte seiner Quelle und einer Stichprobe der Daten geschätzt. Der Platz wird für den schlimmsten Fall geprüft, in dem sich nichts als Nullen erweist und nichts komprimieren lässt.',
  option: { default: (value) => `Üblich: ${value}`, unset: 'Wie üblich', empty: 'Keine' },
  promise: {
    verified: 'Jedes Ergebnis wird zurückgelesen und verglichen, bevor es seinen Namen bekommt.',
    plain: 'Ergebnisse werden nicht zurückgelesen.',
  },
  convert: (count) => (count === 0 ? 'Umwandeln' : `${images(count)} umwandeln`),
  started: (count) =>
    count === 1 ? '1 Umwandlung wurde gestartet.' : `${String(count)} Umwandlungen wurden gestartet.`,
  othersStay: 'Sie stehen unter „Aufträge“. Was nicht starten konnte, bleibt mit dem Grund unter „Umwandeln“.',
  reason: {
    empty: 'Fügen Sie zuerst ein Abbild hinzu.',
    waiting: 'Die Abbilder werden noch angesehen.',
    folder: 'Zuerst muss der Ordner für die Ergebnisse ausgewählt werden.',
    noneReady: 'Keines dieser Abbilder lässt sich umwandeln, wie es ist.',
  },
};
