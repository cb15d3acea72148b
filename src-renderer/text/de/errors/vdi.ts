import type { vdiErrors } from '#shared/text/errors/vdi.ts';
import { mayBeRepaired, rescues, takesBackup } from './ways-out.ts';

/** Why a VDI image is refused. */
export const vdi: Readonly<Record<keyof typeof vdiErrors, string>> = {
  'vdi.version':
    '{name} ist ein VDI-Abbild der Version {version}. Platter liest die Versionen 1.1 und 0.2. Wandeln Sie es mit dem Programm um, das es erzeugt hat.',
  'vdi.undo':
    '{name} ist ein VDI-Undo-Abbild, das kein veröffentlichtes Programm benutzen konnte. Platter liest es nicht.',
  'vdi.image-type': `{name} hat den Abbildtyp {type}, den VDI nicht kennt. Der Kopf ist beschädigt. ${takesBackup}`,
  'vdi.header-size': `Der Kopf von {name} gibt seine Größe mit {size:bytes} an; in dieser Version sind es mindestens {minimum:bytes}. Der Kopf ist beschädigt. ${mayBeRepaired}`,
  'vdi.disk-size': `Laut {name} hat die Platte 0 Bytes. Der Kopf ist beschädigt. ${takesBackup}`,
  'vdi.disk-too-large':
    'Laut {name} hat die Platte {size:bytes}; die Grenze ist {limit:bytes}. Das Abbild ist beschädigt oder bösartig.',
  'vdi.block-size': `Die Blockgröße von {name} ist {size} Bytes, keine Zweierpotenz von {minimum:bytes} bis {maximum:bytes}. Der Kopf ist beschädigt. ${takesBackup}`,
  'vdi.block-extra': `Die Blöcke von {name} sollen {size} zusätzliche Bytes tragen, keine Zweierpotenz bis {maximum:bytes}. Der Kopf ist beschädigt. ${takesBackup}`,
  'vdi.map-too-small': `Die Blockkarte von {name} hat {blocks} Einträge, eine Platte von {size:bytes} braucht {needed}. Was hinter dem letzten liegt, ist nicht zu finden. ${mayBeRepaired}`,
  'vdi.map-overlaps-header': `Die Blockkarte von {name} beginnt bei Byte {start}, im Kopf, der bei Byte {headerEnd} endet. Der Kopf ist beschädigt. ${takesBackup}`,
  'vdi.map-overlaps-data': `Die Blockkarte von {name} endet bei Byte {end}, die Daten beginnen aber schon bei Byte {dataStart}. Der Kopf ist beschädigt. ${takesBackup}`,
  'vdi.map-truncated': `Die Blockkarte von {name} endet bei Byte {end}, die Datei aber bei Byte {size}. Sie ist abgeschnitten: Ohne die Karte lassen sich ihre Daten nicht ordnen. ${takesBackup}`,
  'vdi.slot-range': `Block {block} von {name} soll in Platz {slot} liegen, es gibt aber nur {slots}. Die Blockkarte ist beschädigt; der Inhalt dieses Blocks ist unbekannt. ${rescues}`,
  'vdi.block-truncated': `Block {block} von {name} endet bei Byte {end}, die Datei aber bei Byte {size}. Sie ist abgeschnitten, und dieser Block ist nicht vollständig. ${rescues}`,
  'vdi.edit-version':
    '{name} ist ein VDI-Abbild der Version 0.2, von vor der ersten Ausgabe von VirtualBox; in solche schreibt Platter nicht. Wandeln Sie es zuerst in ein neues VDI-Abbild um.',
  'vdi.edit-flags':
    'In {name} sind Kennzeichen gesetzt ({flags}), deren Bedeutung kein VDI-Programm kennt; Schreiben könnte es beschädigen. Es wurde nichts geändert. Wandeln Sie es zuerst in ein neues Abbild um.',
  'vdi.edit-odd-size':
    'Die Platte von {name} hat {size} Bytes, keine ganze Zahl von Sektoren: Programme sind sich über den letzten nicht einig, und was dort geschrieben würde, könnte verloren gehen. Wandeln Sie es zuerst in ein neues Abbild um.',
  'vdi.edit-shared-slot':
    'Die Blöcke {block} und {other} von {name} liegen beide in Platz {slot}: Was in den einen geschrieben würde, erschiene im anderen. Es wurde nichts geändert. Reparieren Sie das Abbild zuerst, oder wandeln Sie um, was davon lesbar ist.',
  'vdi.resize-no-room':
    'Die Blockkarte von {name} hat keinen Platz für eine Platte von {size:bytes}, und so viel ist gespeichert, dass nichts ausweichen kann. Es wurde nichts geändert. Wandeln Sie das Abbild in ein neues um, und vergrößern Sie dieses.',
  'vdi.parent-without-id':
    '{path} hat keine eigene UUID oder keine für seinen Zustand, sodass kein Kind es wiederfände. Reparieren Sie es, oder wandeln Sie es zuerst in ein neues VDI-Abbild um.',
};
