import type { Facts } from '#shared/model/facts.ts';

/** The facts that may be words; all others are names and numbers, even where a name looks like one of the words. */
const wordy: ReadonlySet<string> = new Set([
  'problem',
  'chosen',
  'first',
  'second',
  'value',
  'kind',
  'table',
  'title',
  'because',
]);

/** German for facts that are words. What tells numbers of its own comes as it is. */
const words: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    absent: 'nichts',
    'the footer': 'der Fuß',
    'the copy': 'die Kopie',
    'the copy of the footer': 'die Kopie des Fußes',
    'the header': 'der Kopf',
    'the block table': 'die Blocktabelle',
    'grain directory': 'Das Grain-Verzeichnis',
    'rebuilt grain tables': 'Was aus den Grain-Tabellen neu entsteht',
    'compressed grains': 'komprimierte Grains',
    'nothing but the descriptor of other files': 'nichts als den Deskriptor anderer Dateien',
    'a directory behind its data, as streams do': 'ein Verzeichnis hinter seinen Daten, wie ein Strom',
    'it is a differencing image, but names no parent': 'Es enthält nur Änderungen, nennt aber kein Elternabbild',
    'it is a differencing image, but does not tell the id of its parent':
      'Es enthält nur Änderungen, nennt aber nicht die Kennung seines Elternabbilds',
    'it names a parent, but not its content id': 'Es nennt ein Elternabbild, aber nicht dessen Inhaltskennung',
    'its header says that it holds only changes, but no descriptor names what it builds upon':
      'Laut Kopf enthält es nur Änderungen, aber kein Deskriptor nennt, worauf es aufbaut',
    'it lists no extents': 'Er führt keine Extents auf',
    'it does not have one sparse extent': 'Er hat nicht genau einen Sparse-Extent',
    'parentCID stands before CID': 'parentCID steht vor CID',
    'an empty line stands among the extents': 'Zwischen den Extents steht eine leere Zeile',
    'the disk data base stands before the extents': 'Die Angaben zur Platte (ddb) stehen vor den Extents',
    'createType stands behind the extents': 'createType steht hinter den Extents',
    'has header version 2': 'hat einen Kopf der Version 2',
    'marks grains as zeros in its tables': 'kennzeichnet in den Tabellen Grains als Nullen',
    'which belongs to the descriptor': 'der zum Deskriptor gehört',
    'beyond the end of the file': 'hinter dem Ende der Datei',
    'the file is far too large': 'die Datei ist viel zu groß',
    'the file is not JSON': 'die Datei ist kein JSON',
    'the file holds no settings': 'die Datei enthält keine Einstellungen',
    'VHDX image': 'VHDX-Abbild',
    'QCOW2 image': 'QCOW2-Abbild',
    'QED image': 'QED-Abbild',
    'Parallels image': 'Parallels-Abbild',
    'Bochs image': 'Bochs-Abbild',
    'cloop image': 'cloop-Abbild',
    'Apple disk image (DMG)': 'Apple-Plattenabbild (DMG)',
    'Apple sparse image': 'Apple-Sparse-Abbild',
    'EWF forensic image': 'forensisches Abbild (EWF)',
    'Windows image (WIM)': 'Windows-Abbild (WIM)',
    'Windows crash dump': 'Windows-Absturzabbild',
    'gzip archive': 'gzip-Archiv',
    'xz archive': 'xz-Archiv',
    'Zstandard archive': 'Zstandard-Archiv',
    'bzip2 archive': 'bzip2-Archiv',
    '7-Zip archive': '7-Zip-Archiv',
    'ZIP archive': 'ZIP-Archiv',
    'OVA appliance': 'OVA-Appliance',
    'tar archive': 'tar-Archiv',
    'one of them has no name any more': 'eine davon hat keinen Namen mehr',
  }),
);

/** Facts with those in German that are words. */
export function factsInGerman(facts: Facts): Facts {
  const entries = Object.entries(facts);
  return Object.fromEntries(entries.map(([name, fact]) => [name, wordy.has(name) ? inGerman(fact) : fact]));
}

/** How a foreign format was recognised, with what stands in the file as it is. */
const signs: readonly (readonly [english: RegExp, german: string])[] = [
  [/^it starts with the (\S+) signature; unpack it first$/, 'beginnt mit der Signatur von $1; entpacken Sie es zuerst'],
  [/^it starts with the cloop script$/, 'beginnt mit dem Skript von cloop'],
  [/^it starts with (.+) and ([\dA-F]+)$/, 'beginnt mit $1 und $2'],
  [/^it starts with (.+); unpack it first$/, 'beginnt mit $1; entpacken Sie es zuerst'],
  [/^it starts with (.+)$/, 'beginnt mit $1'],
  [/^it ends with a (.+) block$/, 'endet mit einem Block $1'],
  [/^it has a tar header; unpack it first$/, 'hat einen tar-Kopf; entpacken Sie es zuerst'],
  [
    /^it is a tar archive that starts with (.+); unpack it and open the disk in it$/,
    'ein tar-Archiv, das mit $1 beginnt; entpacken Sie es, und öffnen Sie die Platte darin',
  ],
];

function inGerman(fact: string | number): string | number {
  const known = words.get(fact);
  if (known !== undefined || typeof fact === 'number') return known ?? fact;
  const [english, german] = signs.find(([pattern]) => pattern.test(fact)) ?? [];
  return english && german !== undefined ? fact.replace(english, german) : fact;
}
