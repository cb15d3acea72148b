import type { vhdFindings } from '#shared/text/findings/vhd.ts';
import type { InGerman } from './table.ts';

const takesBackup = 'Legen Sie eine Kopie des Abbilds aus der Zeit vor dem Schaden zurück.';
const rescues = 'Retten Sie beim Umwandeln, was noch lesbar ist, oder legen Sie eine Kopie des Abbilds zurück.';
const empties = 'Leert den Eintrag der Tabelle: Der Block liest sich als Nullen oder so, wie ihn das Elternabbild hat.';

/** What a check can find in a VHD image. */
export const vhd: InGerman<typeof vhdFindings> = {
  'vhd.poisoned': {
    says: '{name} wurde von XenServer als tot markiert, als es ersetzt wurde.',
    means: 'Sein Inhalt liegt jetzt anderswo und soll nicht benutzt werden.',
    advice: 'Suchen Sie im Speicher-Repository nach dem Abbild, das an seine Stelle trat.',
  },
  'vhd.split': {
    says: '{name} ist ein Teil eines VHD, das auf mehrere Dateien verteilt wurde.',
    means: 'Geteilte VHDs liest Platter nicht; über den Inhalt ist nichts bekannt.',
    advice: 'Fügen Sie die Teile mit dem Programm zusammen, das sie erzeugt hat.',
  },
  'vhd.bad-field': {
    says: 'Ein Feld von {name} ergibt keinen Sinn. {problem}',
    means: 'Damit ist das Abbild nicht lesbar.',
    advice: takesBackup,
  },
  'vhd.footers-differ': {
    says: '{name} hat zwei Füße, die beide gültig sind, aber zu verschiedenen Platten gehören ({end} am Ende, {start} am Anfang).',
    means: 'Zu welcher der beiden Platten der Inhalt gehört, ist nicht zu erkennen.',
    advice:
      'Finden Sie heraus, wie die Datei entstanden ist; es können zwei Abbilder sein, eines über das andere geschrieben.',
  },
  'vhd.footers-damaged': {
    says: 'Der Fuß von {name} passt nicht zu seiner Prüfsumme, und eine gute Kopie davon fehlt.',
    means: 'Manches, was er angibt, ist falsch; Größe und Typ der Platte ist nicht zu trauen.',
    does: 'Berechnet die Prüfsumme neu, wenn alles, was der Fuß angibt, zum Rest der Datei passt.',
    advice: takesBackup,
  },
  'vhd.footers-contradict': {
    says: 'Der Fuß am Ende von {name} und seine Kopie am Anfang gehören zur selben Platte, geben aber Verschiedenes an: {fields}.',
    means: 'Für Platter gilt {chosen}. Für andere Programme kann das andere gelten; sie sehen dann eine andere Platte.',
    advice:
      'Vergleichen Sie den Inhalt mit dem, was er sein soll, und wandeln Sie das Abbild um, damit beide neu geschrieben werden.',
  },
  'vhd.footer-missing': {
    says: '{name} hat am Ende keinen Fuß. Die Kopie am Anfang ist gut.',
    means: 'Die Platte ist ganz lesbar, aber die meisten Programme suchen den Fuß zuerst am Ende.',
    does: 'Schreibt die Kopie ans Ende der Datei.',
  },
  'vhd.footer-checksum': {
    says: 'Der Fuß am Ende von {name} passt nicht zu seiner Prüfsumme. Die Kopie am Anfang ist gut.',
    means: 'Mit der Kopie ist die Platte ganz lesbar; manche Programme lehnen das Abbild ab.',
    does: 'Schreibt die Kopie über den Fuß.',
  },
  'vhd.footer-short': {
    says: 'Der Fuß von {name} hat 511 Bytes, wie ihn alte Versionen von Virtual PC schrieben.',
    means: 'Es fehlt nur eine Null; manche Programme finden einen solchen Fuß nicht.',
    does: 'Fügt am Ende der Datei die fehlende Null an.',
  },
  'vhd.copy-damaged': {
    says: 'Die Kopie des Fußes am Anfang von {name} fehlt oder passt nicht zu ihrer Prüfsumme.',
    means: 'Die Platte ist ganz lesbar; geht aber auch der Fuß am Ende verloren, gibt es keinen mehr.',
    does: 'Schreibt den Fuß am Ende über die Kopie.',
  },
  'vhd.copy-outdated': {
    says: 'Die Kopie des Fußes am Anfang von {name} ist nicht auf dem neuesten Stand. Verschieden sind: {fields}.',
    means: 'Eine Änderung des Abbilds wurde unterbrochen. Es gilt der Fuß am Ende; manche Programme lesen die Kopie.',
    does: 'Schreibt den Fuß am Ende über die Kopie.',
  },
  'vhd.uuid-missing': {
    says: '{name} hat keine Kennung; alte Versionen von QEMU ließen sie weg.',
    means:
      'Die Platte ist lesbar, aber Programme können sie nicht von anderen unterscheiden, und kein Abbild kann ihr Kind sein.',
    does: 'Gibt dem Abbild eine neue Kennung.',
  },
  'vhd.size-ambiguous': {
    says: 'Der Fuß von {name} nennt zwei Größen: {currentSize} Bytes im Feld der Größe, {geometrySize} nach der Geometrie.',
    means:
      'Platter zeigt {size} Bytes. QEMU richtet sich bei Abbildern dieses Herstellers nach der Geometrie und zeigt {geometrySize}.',
    does: 'Lässt den Fuß {size} Bytes so angeben, dass alle Programme dasselbe verstehen.',
  },
  'vhd.saved-state': {
    says: '{name} gehört zu einer virtuellen Maschine, die angehalten, nicht heruntergefahren wurde.',
    means:
      'Wird die Maschine fortgesetzt, arbeitet sie aus dem Speicher weiter; wurde die Platte inzwischen geändert, gehen ihre Dateisysteme kaputt.',
    does: 'Kennzeichnet die Platte als die einer heruntergefahrenen Maschine. Deren gespeicherter Zustand darf dann nicht fortgesetzt werden.',
  },
  'vhd.data-cut-off': {
    says: 'Laut {name} hat die Platte {size:bytes}, es ist aber nur Platz für {room:bytes}.',
    means: 'Die Datei ist abgeschnitten, oder ihr Fuß ist falsch. Das Ende der Platte ist verloren.',
    advice: rescues,
  },
  'vhd.surplus': {
    says: '{name} hat Platz für {room} Bytes, der Fuß gibt aber eine Platte von {size} Bytes an.',
    means:
      'Was hinter der Platte liegt, gehört nicht zu ihr. Azure und manche anderen Programme lehnen eine solche Datei ab.',
    advice:
      'Wandeln Sie das Abbild um, wenn sicher ist, dass davon nichts fehlen wird: Dabei wird es ohne den Überschuss neu geschrieben.',
  },
  'vhd.features-odd': {
    says: 'Dem Fuß von {name} fehlt das Kennzeichen, das jedes VHD hat (Bit 1 seiner Merkmale).',
    means:
      'Platter und QEMU beachten es nicht; Programme, die sich an die Spezifikation halten, können ein solches Abbild ablehnen.',
    advice: 'Wandeln Sie das Abbild in ein neues um, wo ein Programm es ablehnt.',
  },
  'vhd.not-for-azure': {
    says: 'Die Platte von {name} hat {size} Bytes; das sind keine ganzen MiB.',
    means: 'Azure lehnt solche Abbilder ab; alles andere nimmt sie.',
  },
  'vhd.header-missing': {
    says: 'Der dynamische Kopf von {name} sollte bei Byte {start} liegen, ist aber nicht da.',
    means: 'Ohne ihn sind die Daten der Platte nicht zu finden.',
    advice: takesBackup,
  },
  'vhd.header-checksum': {
    says: 'Der dynamische Kopf von {name} passt nicht zu seiner Prüfsumme.',
    means: 'Manches, was er angibt, ist falsch: wo die Daten liegen oder welches Elternabbild das Abbild hat.',
    does: 'Berechnet die Prüfsumme neu, wenn alles, was der Kopf angibt, zum Rest der Datei passt.',
    advice: takesBackup,
  },
  'vhd.structures-overlap': {
    says: 'In {name} sollen {first} und {second} an derselben Stelle liegen.',
    means:
      'Eines von beiden ist nicht, was es scheint, und die Platte ist vielleicht nicht mehr, was sie war. Schreiben in das Abbild würde noch mehr zerstören.',
    advice: takesBackup,
  },
  'vhd.table-cut-off': {
    says: 'Die Blocktabelle von {name} endet bei Byte {end}, die Datei aber bei Byte {size}.',
    means: 'Die Datei ist abgeschnitten: Ohne die Tabelle lassen sich ihre Daten nicht ordnen.',
    advice: takesBackup,
  },
  'vhd.table-too-small': {
    says: 'Die Blocktabelle von {name} hat {entries} Einträge, eine Platte von {size:bytes} braucht aber {needed}.',
    means: 'Was hinter dem letzten Eintrag liegt, ist nicht zu finden.',
    advice: takesBackup,
  },
  'vhd.table-extra': {
    says: 'Die Blocktabelle von {name} hat {extra} Einträge mehr, als die Platte braucht; keiner davon ist in Gebrauch.',
    means:
      'Alte Versionen von QEMU lassen einen übrig, XenServer lässt Platz zum Wachsen. Azure lehnt solche Abbilder ab.',
    does: 'Lässt den Kopf so viele Einträge angeben, wie die Platte braucht.',
  },
  'vhd.table-extra-used': {
    says: 'Die Blocktabelle von {name} hat {extra} Einträge mehr, als die Platte braucht, und nicht alle sind leer.',
    means: 'Sie liegen hinter dem Ende der Platte und werden nie gelesen; vielleicht war die Platte einmal größer.',
  },
  'vhd.table-destroyed': {
    says: 'Mehr als {faults} Einträge der Blocktabelle von {name} zeigen auf Stellen, wo kein Block sein kann.',
    means: 'Die Tabelle ist zum größten Teil verloren. Ihren Rest hat die Prüfung nicht angesehen.',
    advice: rescues,
  },
  'vhd.block-misplaced': {
    says: 'Block {block} von {name} soll bei Byte {start} liegen, auf dem Kopf oder der Blocktabelle.',
    means: 'Der Inhalt dieses Blocks ist unbekannt, und in ihn zu schreiben würde das Abbild zerstören.',
    does: empties,
  },
  'vhd.block-outside': {
    says: 'Block {block} von {name} soll bei Byte {start} liegen, Platz ist aber nur bis Byte {room}.',
    means:
      'Die Datei ist abgeschnitten, oder die Tabelle ist beschädigt. Der Inhalt dieses Blocks ist nicht in der Datei.',
    does: empties,
  },
  'vhd.block-cut-off': {
    says: 'Block {block} von {name} endet bei Byte {end}, die Datei aber bei Byte {room}; so fehlt auch der Fuß.',
    means: 'Die Datei ist abgeschnitten. Was im Rest dieses Blocks stand, ist verloren.',
    does: 'Füllt den Block mit Nullen auf und schreibt dahinter den Fuß.',
  },
  'vhd.footer-inside-block': {
    says: 'Block {block} von {name} endet bei Byte {end}, der Fuß beginnt aber bei Byte {room}.',
    means: 'Der Fuß wurde über das Ende dieses Blocks geschrieben; was dort stand, ist verloren.',
    does: 'Schreibt einen neuen Fuß hinter den Block und füllt den Block mit Nullen auf.',
  },
  'vhd.blocks-overlap': {
    says: 'Block {block} von {name} liegt bei Byte {start}, wo auch ein anderer Block oder etwas anderes liegt.',
    means: 'Höchstens eines von beiden kann den richtigen Inhalt haben. Schreiben in eines ändert das andere.',
    does: 'Kopiert den Block an eine eigene Stelle. Beide lesen sich wie zuvor und lassen sich vergleichen und berichtigen.',
  },
  'vhd.blocks-overlap-unmended': {
    says: '{count} Blöcke von {name} liegen, wo auch ein anderer Block oder etwas anderes liegt.',
    means:
      'Von zweien kann jeweils höchstens eines den richtigen Inhalt haben. Anderer Schaden oder ihre Zahl steht einer Reparatur im Weg.',
    advice:
      'Beheben Sie zuerst den anderen Schaden, und prüfen Sie noch einmal. Oder retten Sie beim Umwandeln, was noch lesbar ist.',
  },
  'vhd.places-not-compared': {
    says: '{name} hat {count} Blöcke; {compared} davon wurden miteinander verglichen.',
    means: 'Unter den übrigen können übereinanderliegende Blöcke unbemerkt geblieben sein.',
  },
  'vhd.absent-data': {
    says: 'Block {block} von {name} enthält bei Byte {start} Daten in Sektoren, die laut seiner Bitmap leer sind.',
    means:
      'Platter, Hyper-V und VirtualBox zeigen dort Nullen, QEMU zeigt die Daten. Manche Programme führen Bitmaps nie.',
    advice: 'Fehlt auf der Platte etwas, wandeln Sie das Abbild mit QEMU um, das die Bitmaps nicht beachtet.',
  },
  'vhd.batmap-stale': {
    says: 'Laut Batmap von {name} sind {count} Blöcke voll, die es nicht sind; der erste davon ist Block {block}.',
    means:
      'XenServer richtet sich nach der Batmap und zeigt, was in der Datei liegt, statt Nullen oder dessen, was das Elternabbild hat.',
    does: 'Berichtigt die Batmap, die nur wiederholt, was die Bitmaps sagen.',
  },
  'vhd.leak': {
    says: '{bytes:bytes} an {places} Stellen von {name} gehören zu keinem Block.',
    means: 'Vielleicht wurde ein Schreibvorgang unterbrochen oder Platz aufgegeben. Die Platte ist heil.',
    advice: 'Verkleinern Sie das Abbild, oder wandeln Sie es um: Dabei wird es ohne die Lücken neu geschrieben.',
  },
  'vhd.trailing': {
    says: '{bytes:bytes} zwischen dem letzten Block und dem Ende von {name} gehören zu keinem Block.',
    means: 'Vielleicht wurde ein Schreibvorgang unterbrochen. Die Platte ist heil.',
    does: 'Schreibt den Fuß hinter den letzten Block und schneidet die Datei dort ab.',
  },
  'vhd.unaligned': {
    says: 'Die Daten von {count} der {allocated} Blöcke von {name} beginnen nicht an einem Vielfachen von 4 KiB.',
    means: 'Auf Platten mit Sektoren von 4 KiB ist Schreiben langsamer. QEMU und Virtual PC schreiben immer so.',
  },
  'vhd.parent-unknown': {
    says: '{name} enthält nur Änderungen, nennt aber nicht die Kennung seines Elternabbilds.',
    means:
      'Auf einen Namen allein hin ist keinem Elternabbild zu trauen, und ohne sein Elternabbild ist die Platte nicht lesbar.',
    advice: takesBackup,
  },
  'vhd.parent-unnamed': {
    says: '{name} nennt die Kennung seines Elternabbilds, aber keinen Namen, unter dem es zu finden wäre.',
    means: 'Platter sucht die Kennung im Ordner des Abbilds. Andere Programme finden das Elternabbild nicht.',
  },
  'vhd.locator-damaged': {
    says: 'Der Verweis {platform} von {name} auf sein Elternabbild zeigt auf Byte {start}, wo kein Pfad sein kann.',
    means:
      'Das Elternabbild wird über einen anderen Namen im Abbild gefunden, aber manche Programme sehen nur auf diesen.',
    does: 'Leert den Verweis. Die anderen Namen des Elternabbilds bleiben.',
  },
};
