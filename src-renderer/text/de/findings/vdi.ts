import type { vdiFindings } from '#shared/text/findings/vdi.ts';
import type { InGerman } from './table.ts';

const takeBack = 'Legen Sie eine Kopie der Datei zurück.';
const copyAgain = 'Wurde die Datei beim Kopieren abgeschnitten, kopieren Sie sie stattdessen noch einmal.';
const empties =
  'Macht den Block leer: Er liest sich als Nullen oder so, wie ihn das Elternabbild hat. Wo sein Inhalt lag, wird vergessen.';
const shares =
  'Höchstens einer von ihnen zeigt, was in ihn geschrieben wurde, und Schreiben in einen ändert den anderen. Der richtige Inhalt des anderen kann verloren sein.';

/** What a check can find in a VDI image. */
export const vdi: InGerman<typeof vdiFindings> = {
  'vdi.version': {
    says: '{name} ist ein VDI-Abbild der Version {version}; Platter kennt die Versionen 1.1 und 0.2.',
    means: 'Was wo in der Datei liegt, ist nicht bekannt; die Platte ist daher nicht lesbar.',
    advice:
      'War das Abbild nie lesbar, wandeln Sie es mit dem Programm um, das es erzeugt hat; sonst legen Sie eine Kopie zurück.',
  },
  'vdi.header-unreadable': {
    says: 'Der Kopf von {name} ist nicht lesbar. {problem}',
    means: 'Ohne ihren Kopf ist die Platte nicht lesbar.',
    advice: 'Legen Sie eine Kopie der Datei zurück. Die Daten hinter dem Kopf können noch heil sein.',
  },
  'vdi.undo': {
    says: '{name} ist ein VDI-Undo-Abbild, ein Typ, den kein veröffentlichtes Programm benutzen konnte.',
    means: 'Platter liest es nicht.',
    advice:
      'Ist bekannt, dass das Abbild einen anderen Typ hat, dann ist sein Kopf beschädigt: Legen Sie eine Kopie der Datei zurück.',
  },
  'vdi.image-type': {
    says: '{name} hat den Abbildtyp {type}, den VDI nicht kennt.',
    means:
      'Ob das Abbild für sich steht oder die Änderungen an einem Elternabbild enthält, ist nicht bekannt; es ist daher nicht lesbar.',
    advice: takeBack,
  },
  'vdi.header-size': {
    says: 'Der Kopf von {name} gibt seine Größe mit {size} Bytes an, was nicht sein kann; die Blockkarte beginnt bei Byte {mapStart}, wie es zu einem vollständigen Kopf passt.',
    means: 'Kein Programm öffnet das Abbild. Verloren ist nichts.',
    does: 'Trägt die Größe ein, die der Kopf hat.',
  },
  'vdi.header-size-in-doubt': {
    says: 'Der Kopf von {name} gibt seine Größe mit {size} Bytes an; ein VDI-Kopf dieser Version hat mindestens {minimum}. Auch andere Felder sind falsch.',
    means: 'Der Kopf ist an mehreren Stellen beschädigt; die Platte ist daher nicht lesbar.',
    advice: takeBack,
  },
  'vdi.disk-size': {
    says: 'Laut {name} hat die Platte 0 Bytes.',
    means: 'Wie viel von den Daten zur Platte gehört, ist nicht bekannt.',
    advice: takeBack,
  },
  'vdi.disk-too-large': {
    says: 'Laut {name} hat die Platte {size:bytes}; die Grenze ist {limit:bytes}.',
    means: 'Der Kopf ist beschädigt oder soll Schaden anrichten.',
    advice: takeBack,
  },
  'vdi.block-size': {
    says: 'Die Blockgröße von {name} ist {size} Bytes, keine Zweierpotenz von {minimum:bytes} bis {maximum:bytes}.',
    means: 'Ohne die Blockgröße lassen sich die Daten nicht ordnen.',
    advice: takeBack,
  },
  'vdi.block-extra': {
    says: 'Die Blöcke von {name} sollen {size} zusätzliche Bytes tragen, keine Zweierpotenz bis {maximum:bytes}.',
    means: 'Wo die Daten jedes Blocks beginnen, ist nicht bekannt.',
    advice: takeBack,
  },
  'vdi.map-too-small': {
    says: 'Die Blockkarte von {name} hat {blocks} Einträge, eine Platte von {size:bytes} braucht aber {needed}.',
    means: 'Was hinter dem letzten Eintrag liegt, ist nicht zu finden. Jede der beiden Zahlen kann die falsche sein.',
    does: 'Macht die Karte so lang, wie die Platte es braucht, wenn hinter ihr Platz ist. Einträge, die dort stehen, bleiben, wenn sie zur Datei passen; sonst wird das Ende der Platte leer.',
    advice: 'Ist hinter der Karte kein Platz, legen Sie eine Kopie der Datei zurück.',
  },
  'vdi.map-overlaps-header': {
    says: 'Die Blockkarte von {name} beginnt bei Byte {start}, im Kopf, der bei Byte {headerEnd} endet.',
    means: 'Wo die Karte liegt, ist nicht bekannt, und ohne sie lassen sich die Daten nicht ordnen.',
    advice: takeBack,
  },
  'vdi.map-overlaps-data': {
    says: 'Die Blockkarte von {name} endet bei Byte {end}, die Daten beginnen aber schon bei Byte {dataStart}.',
    means: 'Eine der beiden Stellen oder die Zahl der Blöcke ist falsch; die Daten lassen sich daher nicht ordnen.',
    advice: takeBack,
  },
  'vdi.map-truncated': {
    says: 'Die Blockkarte von {name} endet bei Byte {end}, die Datei aber bei Byte {size}.',
    means: 'Die Datei wurde abgeschnitten. Ohne ihre Karte lassen sich die Daten nicht ordnen.',
    advice: 'Kopieren Sie die Datei noch einmal von dort, wo sie herkommt.',
  },
  'vdi.link-contradictory': {
    says: '{name} widerspricht sich über sein Elternabbild: {problem}.',
    means:
      'Ob die Platte ganz in dieser Datei liegt, ist nicht bekannt, und ohne ihr Elternabbild gelesen wäre sie eine falsche.',
    advice:
      'Legen Sie eine Kopie der Datei zurück, oder lassen Sie das Programm, das die Kette angelegt hat, die Verknüpfung wiederherstellen.',
  },
  'vdi.flags-unknown': {
    says: 'Im Kopf von {name} sind Kennzeichen gesetzt, die VDI nicht kennt: {flags}.',
    means:
      'Platter und QEMU beachten Kennzeichen nicht, aber VirtualBox lehnt ein solches Abbild ab. Mit ihnen können sich auch andere Felder des Kopfes geändert haben.',
    advice: 'Vergleichen Sie den Inhalt mit einer Kopie, und wandeln Sie das Abbild dann in ein neues um.',
  },
  'vdi.slot-range': {
    says: 'Block {block} von {name} soll in Platz {slot} liegen, es gibt aber nur {slots}.',
    means: 'Der Eintrag der Karte ist beschädigt, und der Inhalt dieses Blocks ist nicht bekannt.',
    does: empties,
  },
  'vdi.slot-missing': {
    says: 'Block {block} von {name} soll in Platz {slot} liegen, hinter dem Ende der Datei.',
    means:
      'Die Datei wurde abgeschnitten, oder der Eintrag der Karte ist beschädigt. Der Inhalt dieses Blocks ist nicht in der Datei.',
    does: empties,
    advice: copyAgain,
  },
  'vdi.slot-partial': {
    says: 'Block {block} von {name} endet bei Byte {end}, die Datei aber bei Byte {size}.',
    means:
      'Die Datei wurde in diesem Block abgeschnitten. Was dahinter lag, ist nicht in der Datei; alles, was da ist, lässt sich behalten.',
    does: 'Verlängert die Datei mit Nullen, wie andere Programme sie ohnehin lesen. Alles, was da ist, bleibt.',
    advice: copyAgain,
  },
  'vdi.slot-used-twice': {
    says: 'Die Blöcke {other} und {block} von {name} teilen sich Platz {slot}.',
    means: shares,
    does: 'Gibt jedem Block eine eigene Kopie. Beide lesen sich wie zuvor und ändern sich nicht mehr gemeinsam.',
  },
  'vdi.slot-used-twice-no-room': {
    says: 'Die Blöcke {other} und {block} von {name} teilen sich Platz {slot}, und die Datei fasst nicht für jeden geteilten Block eine Kopie.',
    means: shares,
    advice:
      'Beheben Sie zuerst, was sonst gefunden wurde, und prüfen Sie noch einmal. Sonst wandeln Sie das Abbild in ein neues um, in dem jeder Block einen eigenen Platz hat.',
  },
  'vdi.count-low': {
    says: '{name} zählt {count} Plätze als vergeben, aber Platz {slot} ist in Gebrauch.',
    means:
      'Programme, die sich auf die Zahl verlassen, wie VirtualBox und QEMU, vergeben einen Platz ein zweites Mal und überschreiben ihn.',
    does: 'Berichtigt die Zahl.',
  },
  'vdi.count-high': {
    says: '{name} zählt {count} Plätze als vergeben; Karte und Datei belegen {expected}.',
    means: 'Die Plätze dazwischen werden nie benutzt.',
    does: 'Berichtigt die Zahl.',
  },
  'vdi.count-impossible': {
    says: '{name} zählt {count} Plätze als vergeben, seine Platte hat aber nur {blocks} Blöcke.',
    means: 'Die Zahl kann nicht stimmen, und VirtualBox lehnt ein solches Abbild ab. Der Inhalt ist nicht betroffen.',
    does: 'Berichtigt die Zahl.',
  },
  'vdi.slot-unused': {
    says: '{bytes:bytes} in {name} gehören zu keinem Block. Unbenutzte Plätze: {slots}.',
    means: 'Die Platte ist heil. Verworfene Blöcke oder ein unterbrochener Schreibvorgang hinterlassen solche Plätze.',
    advice: 'Verkleinern gibt den Platz zurück; Schreiben in das Abbild benutzt ihn wieder.',
  },
  'vdi.trailing-bytes': {
    says: 'Hinter dem letzten Platz von {name} liegen {bytes:bytes}, die zu nichts gehören.',
    means: 'Die Platte ist heil. Ein unterbrochener Schreibvorgang hinterlässt so etwas.',
    does: 'Schneidet die Datei hinter ihrem letzten Platz ab.',
  },
  'vdi.static-hole': {
    says: '{name} soll seine ganze Platte enthalten, aber {blocks} Blöcke haben keinen Platz.',
    means: 'Sie lesen sich als Nullen. Das Abbild wächst, wenn in sie geschrieben wird.',
    advice:
      'Wandeln Sie das Abbild in ein statisches um, um den Platz zu belegen, oder in ein dynamisches, um ihn offen zu lassen.',
  },
  'vdi.uuid-missing': {
    says: '{name} hat keine UUID.',
    means: 'VirtualBox lehnt ein solches Abbild ab, und kein Kind kann es als Elternabbild nennen.',
    does: 'Gibt dem Abbild eine neue.',
  },
  'vdi.modification-uuid-missing': {
    says: '{name} hat keine UUID seiner letzten Änderung.',
    means: 'VirtualBox lehnt ein solches Abbild ab, und kein Programm legt ein Kind davon an.',
    does: 'Gibt dem Abbild eine neue.',
  },
  'vdi.parent-modification-uuid': {
    says: '{name} hat kein Elternabbild, nennt aber die letzte Änderung eines solchen.',
    means: 'QEMU lehnt ein solches Abbild ab. Der Inhalt ist nicht betroffen.',
    advice: 'Wandeln Sie das Abbild in ein neues um, bevor QEMU es liest.',
  },
  'vdi.sector-size': {
    says: 'Die alte Geometrie im Kopf von {name} hat Sektoren von {size} statt 512 Bytes.',
    means: 'QEMU lehnt ein solches Abbild ab. Der Inhalt ist nicht betroffen.',
    does: 'Trägt 512 ein.',
  },
  'vdi.geometry-sector-size': {
    says: 'Die logische Geometrie im Kopf von {name} hat Sektoren von {size} statt 512 Bytes.',
    means: 'VirtualBox lehnt ein solches Abbild ab. Der Inhalt ist nicht betroffen.',
    does: 'Trägt 512 ein.',
  },
  'vdi.extra-bytes': {
    says: 'Jeder Block von {name} trägt vor seinen Daten {size} zusätzliche Bytes.',
    means:
      'Platter und VirtualBox überspringen sie. QEMU kennt sie nicht und liest das Abbild falsch, ohne es zu sagen.',
    advice: 'Wandeln Sie das Abbild in ein neues um, bevor QEMU es liest.',
  },
  'vdi.size-odd': {
    says: 'Die Platte von {name} hat {size} Bytes und endet damit mitten in einem Sektor.',
    means:
      'Platter und QEMU zeigen den letzten Sektor mit Nullen aufgefüllt; VirtualBox zeigt ihn nicht. Alte Versionen machten solche Abbilder aus Roh-Dateien.',
  },
};
