import type { DistrustReason } from '#shared/model/guest.ts';

/** Why the space of a volume is not touched: what is true, and what would change it. */
export const distrustSentences: Readonly<Record<DistrustReason, string>> = {
  unrecognised: 'Nichts hier ist Platter bekannt, also gilt alles als belegt.',
  ambiguous: 'Das sieht aus wie {first} und wie {second}. Welches davon benutzt wird, ist nicht zu erkennen.',
  'unsupported-file-system': 'Das ist {title}; dessen freien Platz liest Platter nicht.',
  'unsupported-feature': 'Das Dateisystem verwendet {feature}; damit liest Platter seinen freien Platz nicht.',
  encrypted: 'Der Datenträger ist mit {title} verschlüsselt: Was darin frei ist, ist von außen nicht zu sehen.',
  swap: 'Das ist Auslagerungsspeicher. Er kann den Speicher eines Systems im Ruhezustand enthalten.',
  lvm: 'Das gehört zu einer Linux-Datenträgergruppe, deren Datenträger sich über mehrere Platten erstrecken können.',
  raid: 'Das gehört zu einem RAID-Verbund, dessen Datenträger sich über mehrere Platten erstrecken.',
  'dynamic-disk': 'Das gehört zu einem dynamischen Windows-Datenträger, der sich über mehrere Platten erstrecken kann.',
  'storage-pool': 'Das gehört zu einem Windows-Speicherpool, der sich über mehrere Platten erstreckt.',

  dirty:
    'Der Datenträger wurde nicht sauber geschlossen. Starten Sie den Gast, lassen Sie ihn die Platte prüfen, und fahren Sie ihn herunter.',
  'has-errors': 'Der Datenträger vermerkt Fehler. Lassen Sie ihn vom Gast prüfen und reparieren.',
  'journal-replay':
    'Das Journal des Datenträgers enthält Änderungen, die noch nicht eingetragen sind. Starten Sie den Gast, und fahren Sie ihn sauber herunter.',
  orphans:
    'Der Datenträger muss noch Dateien entfernen, die geöffnet gelöscht wurden. Lassen Sie ihn den Gast einmal einhängen.',
  hibernated:
    'Windows ist im Ruhezustand oder wurde mit Schnellstart heruntergefahren und verlässt sich auf sein Wissen von diesem Datenträger. Starten Sie es neu, und fahren Sie es dann mit gedrückter Umschalttaste herunter.',
  'shadow-copies':
    'Der Datenträger kann Schattenkopien (Wiederherstellungspunkte) haben, deren Inhalt in scheinbar freiem Platz liegt. Löschen Sie sie in Windows, um den Platz zu nutzen.',

  damaged: '{structure} ist beschädigt oder widerspricht sich. Lassen Sie den Gast den Datenträger prüfen.',
  'bad-geometry': '{structure} nennt {value} als {field}, was nicht sein kann.',
  'bad-checksum': 'Die Prüfsumme von {structure} stimmt nicht. Lassen Sie den Gast den Datenträger prüfen.',
  'copies-differ': 'Die Kopien von {structure} sind verschieden. Lassen Sie den Gast den Datenträger prüfen.',
  'free-count':
    'Die Belegung zeigt {counted} freie Cluster, der Datenträger nennt {recorded}. Lassen Sie den Gast ihn prüfen.',
  'metadata-free':
    'Die Belegung zeigt Teile von {structure} als frei, kann also nicht stimmen. Lassen Sie den Gast den Datenträger prüfen.',
  'outside-volume': '{structure} soll bei Byte {start} des Datenträgers liegen, also außerhalb.',
  'larger-than-partition': 'Das Dateisystem hat {size:bytes}, seine Partition aber nur {limit:bytes}.',
  'outside-disk': 'Die Partition endet bei Byte {end}, die Platte aber bei Byte {size}.',
  overlap:
    'Partitionen, oder eine Partition und die Tabelle, überlappen sich bei Byte {at}. Nichts auf der Platte kann gefahrlos geändert werden.',
  'table-damaged': '{structure} ist beschädigt; wo Partitionen liegen, ist daher nicht sicher.',
  'table-one-copy':
    'Nur eine Kopie der Partitionstabelle ist heil. Reparieren Sie die Tabelle im Gast, damit beide übereinstimmen.',
};

/** Types of partitions whose names are no proper names, by their English words. */
export const partitionTypes: Readonly<Record<string, string | undefined>> = {
  'NTFS or exFAT': 'NTFS oder exFAT',
  'Windows recovery': 'Windows-Wiederherstellung',
  'Windows dynamic disk': 'Dynamischer Windows-Datenträger',
  'Windows dynamic disk (metadata)': 'Dynamischer Windows-Datenträger (Metadaten)',
  'Windows storage pool': 'Windows-Speicherpool',
  'Linux swap': 'Linux-Auslagerung',
  'Linux root (x86-64)': 'Linux-Wurzel (x86-64)',
  'Linux extended boot': 'Linux erweiterter Start',
  'Linux encrypted (LUKS)': 'Linux verschlüsselt (LUKS)',
  'EFI system': 'EFI-System',
  'BIOS boot': 'BIOS-Start',
  'Microsoft basic data': 'Microsoft-Basisdaten',
  'Microsoft reserved': 'Microsoft-reserviert',
};
