import type { vhdErrors } from '#shared/text/errors/vhd.ts';
import { mayBeRepaired, rescues, takesBackup } from './ways-out.ts';

/** Why a VHD image is refused. */
export const vhd: Readonly<Record<keyof typeof vhdErrors, string>> = {
  'vhd.poisoned':
    '{name} wurde von XenServer als tot markiert, als es ersetzt wurde. Sein Inhalt soll nicht benutzt werden.',
  'vhd.split':
    '{name} ist ein Teil eines VHD, das auf mehrere Dateien verteilt wurde (.vhd, .v01, .v02 und so weiter). Platter liest das nicht; fügen Sie sie mit dem Programm zusammen, das sie erzeugt hat.',
  'vhd.version': '{structure} von {name} hat die Version {version}. Platter liest Version 1.',
  'vhd.disk-type':
    '{name} hat den Plattentyp {type}, der reserviert ist oder nicht mehr benutzt wird. Platter liest feste, dynamische und differenzierende VHDs. Wandeln Sie das Abbild mit dem Programm um, das es erzeugt hat.',
  'vhd.footer-checksum': `Der Fuß von {name} passt nicht zu seiner Prüfsumme, und eine gute Kopie davon fehlt. Seiner Größe und seinem Typ ist nicht zu trauen. ${mayBeRepaired}`,
  'vhd.footers-differ': `{name} hat zwei Füße, die beide gültig sind, aber zu verschiedenen Platten gehören ({end} am Ende, {start} am Anfang). Welcher stimmt, ist nicht zu erkennen. ${takesBackup}`,
  'vhd.disk-size': `Laut {name} hat die Platte {size} Bytes, keine ganzen Sektoren. Der Fuß ist beschädigt. ${takesBackup}`,
  'vhd.disk-too-large':
    'Laut {name} hat die Platte {size:bytes}; die Grenze ist {limit:bytes}. Das Abbild ist beschädigt oder bösartig.',
  'vhd.data-truncated': `Laut {name} hat die Platte {size:bytes}, es ist aber nur Platz für {room:bytes}. Die Datei ist abgeschnitten. ${rescues}`,
  'vhd.no-header': `Der dynamische Kopf von {name} sollte bei Byte {start} liegen, ist aber nicht da. Ohne ihn sind die Daten nicht zu finden. ${takesBackup}`,
  'vhd.header-checksum': `Der dynamische Kopf von {name} passt nicht zu seiner Prüfsumme. Den Stellen, die er nennt, ist nicht zu trauen. ${mayBeRepaired}`,
  'vhd.block-size': `Die Blockgröße von {name} ist {size} Bytes, keine Zweierpotenz von {minimum:bytes} bis {maximum:bytes}. Der Kopf ist beschädigt. ${takesBackup}`,
  'vhd.table-place': `Die Blocktabelle von {name} soll bei Byte {start} beginnen, was kein Sektoranfang ist. Der Kopf ist beschädigt. ${takesBackup}`,
  'vhd.table-truncated': `Die Blocktabelle von {name} endet bei Byte {end}, die Datei aber bei Byte {size}. Sie ist abgeschnitten: Ohne die Tabelle lassen sich ihre Daten nicht ordnen. ${takesBackup}`,
  'vhd.table-too-small': `Die Blocktabelle von {name} hat {entries} Einträge, eine Platte von {size:bytes} braucht {needed}. Was hinter dem letzten liegt, ist nicht zu finden. ${takesBackup}`,
  'vhd.block-place': `Block {block} von {name} soll bei Byte {start} liegen, auf dem Kopf oder der Blocktabelle. Der Inhalt dieses Blocks ist unbekannt. ${rescues}`,
  'vhd.block-truncated': `Block {block} von {name} endet bei Byte {end}, Platz ist aber nur bis Byte {size}. Die Datei ist abgeschnitten, und dieser Block ist nicht vollständig. ${rescues}`,
  'vhd.block-size-too-small':
    'Mit Blöcken von {blockSize:bytes} fasst ein VHD höchstens {limit:bytes}; die Platte hat {size:bytes}. Wählen Sie Blöcke von 2 MiB.',
  'vhd.edit-saved-state':
    '{name} gehört zu einer virtuellen Maschine im Ruhezustand. Schreiben widerspräche dem, was sie im Speicher hat. Setzen Sie die Maschine fort, und fahren Sie sie zuerst herunter.',
  'vhd.edit-footers':
    'Der Fuß von {name} und seine Kopie am Anfang sind nicht beide da und gleich. Zum sicheren Schreiben werden beide gebraucht; lesbar sind die Daten. Prüfen und reparieren Sie das Abbild zuerst.',
  'vhd.edit-overlap':
    'Zwei Blöcke von {name} teilen sich die Bytes ab {start}. Einen zu schreiben änderte den anderen, also wird nichts geschrieben. Wandeln Sie das Abbild in ein neues um.',
  'vhd.edit-structures':
    'Was bei Byte {start} von {name} liegt, teilt sich den Platz mit einer anderen Struktur: Kopf, Blocktabelle, Batmap oder Fuß. Eines zu schreiben zerstörte das andere, also wird nichts geschrieben. Wandeln Sie das Abbild in ein neues um.',
  'vhd.edit-table-large':
    'Die Blocktabelle von {name} hat {size:bytes}; vor dem Schreiben durchgesehen werden Tabellen bis {limit:bytes}. Wandeln Sie das Abbild in eines mit größeren Blöcken um.',
  'vhd.edit-full':
    '{name} wüchse über {limit:bytes} hinaus, weiter reicht ein VHD nicht. Was bisher geschrieben wurde, bleibt. Wandeln Sie das Abbild in ein anderes Format um.',
  'vhd.child-too-large':
    '{parent} hat eine Platte von {size:bytes}. Ein festes VHD darf das, ein Kind fasst aber höchstens {limit:bytes}. Wandeln Sie das Elternabbild zuerst in VDI oder VMDK um.',
  'vhd.parent-without-id':
    '{parent} hat keine eindeutige Kennung, ohne die sich kein Kind davon zuordnen ließe. Reparieren Sie es, oder wandeln Sie es zuerst in ein neues Abbild um.',
};
