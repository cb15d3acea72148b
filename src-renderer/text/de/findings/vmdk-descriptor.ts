import type { vmdkFindings } from '#shared/text/findings/vmdk.ts';
import type { InGerman } from './table.ts';
import { elsewhere } from './vmdk-words.ts';

/** What a check can find in a VMDK image as a whole: in its header, its descriptor and its extents. */
export const vmdkDescriptor = {
  'vmdk.header-damaged': {
    says: 'Der Kopf von {name} ist beschädigt. {problem}',
    means: 'Nichts sagt, wie der Rest der Datei zu lesen ist.',
    advice: elsewhere,
  },
  'vmdk.text-transfer': {
    says: '{name} wurde als Text übertragen, wodurch überall in den Daten Zeilenenden geändert wurden.',
    means: 'Die Daten sind an Stellen beschädigt, die niemand angeben kann.',
    advice: 'Übertragen Sie die Datei noch einmal binär.',
  },
  'vmdk.unfinished': {
    says: '{name} ist als unfertig markiert: Das Programm, das es schrieb, kam nicht ans Ende.',
    means: 'Das Abbild enthält höchstens einen Teil einer Platte.',
    advice: 'Exportieren oder kopieren Sie das Abbild noch einmal.',
  },
  'vmdk.unsupported': {
    says: '{name} ließ sich nicht prüfen. {problem}',
    means: 'Das ist kein Zeichen von Schaden, aber Platter kann das Abbild nicht lesen.',
    advice: 'Prüfen Sie es mit dem Programm, das es erzeugt hat.',
  },
  'vmdk.lone-extent': {
    says: '{name} enthält Daten einer Platte ohne Beschreibung des Ganzen.',
    means: 'Es ist ein Extent einer geteilten Platte, oder sein eigener Deskriptor ist verloren.',
    advice: 'Prüfen Sie stattdessen den Deskriptor der Platte: die kleine Datei, die diese hier aufführt.',
  },
  'vmdk.descriptor-damaged': {
    says: 'Der Deskriptor von {name} ist beschädigt. {problem}',
    means: 'Ohne ihn öffnen Programme die Platte nicht, obwohl ihre Daten heil sein können.',
    does: 'Schreibt aus dem Kopf einen neuen Deskriptor, wenn der alte in einer Sparse-Datei liegt und nichts in ihm auf ein Elternabbild hindeutet. Inhaltskennung, Kennungen der Platte und Vermerke des alten gehen verloren.',
    advice:
      'Ein Deskriptor in einer eigenen Datei ist Text: Vergleichen Sie ihn mit dem einer ähnlichen Platte, und berichtigen Sie ihn in einem Editor.',
  },
  'vmdk.descriptor-order': {
    says: 'Die Zeilen des Deskriptors von {name} stehen in ungewöhnlicher Reihenfolge: {problem}.',
    means:
      'QEMU hält die falsche Inhaltskennung für die eigene oder zählt Extents doppelt; VirtualBox lehnt den Deskriptor ab.',
    does: 'Bringt die Zeilen in die übliche Reihenfolge.',
  },
  'vmdk.create-type-missing': {
    says: 'Der Deskriptor von {name} sagt nicht, von welcher Art die Platte ist (createType).',
    means: 'Platter sieht das an den Extents, aber VMware und QEMU öffnen die Platte nicht.',
    does: 'Fügt die Zeile ein, wie es den Extents entspricht.',
  },
  'vmdk.descriptor-full': {
    says: 'Der Deskriptor von {name} füllt seinen ganzen Platz, ohne Endmarke.',
    means: 'Seine letzten Zeilen können abgeschnitten sein, und andere Programme können vielleicht keine hinzufügen.',
    advice: 'Wandeln Sie das Abbild in ein neues um, dessen Deskriptor genug Platz hat.',
  },
  'vmdk.content-id-invalid': {
    says: 'Als Inhaltskennung (CID) von {name} ist {value} angegeben, was keine ist.',
    means: 'Die Platte ist lesbar, aber kein Kind lässt sich ihr zuordnen, und andere Programme können sie ablehnen.',
    does: 'Gibt der Platte eine neue Inhaltskennung. Kinder, die vorher von ihr angelegt wurden, werden nicht mehr erkannt.',
  },
  'vmdk.long-content-id': {
    says: 'Die lange Inhaltskennung von {name} endet nicht mit seiner Inhaltskennung {value}.',
    means: 'Programme, die nur eine von beiden ansehen, können meinen, dass die Platte geändert wurde.',
    does: 'Gleicht das Ende der langen Inhaltskennung an.',
  },
  'vmdk.parent-unnamed': {
    says: '{name} nennt die Inhaltskennung eines Elternabbilds ({value}), aber nicht dessen Namen.',
    means:
      'Die Platte ist ein Kind; ohne ihr Elternabbild ist das meiste davon nicht lesbar, und kein Programm findet es.',
    advice: 'Fügen Sie dem Deskriptor die Zeile parentFileNameHint="…" mit dem Namen des Elternabbilds hinzu.',
  },
  'vmdk.change-tracking': {
    says: 'Änderungen von {name} werden in der Datei {file} verfolgt.',
    means:
      'Schreibt ein Programm auf die Platte, ohne diese Datei zu führen, fehlen der nächsten inkrementellen Sicherung Daten.',
  },
  'vmdk.interoperability': {
    says: '{name} {problem}.',
    means: 'Das Abbild ist in Ordnung, aber nicht jedes Programm liest es; VirtualBox nicht.',
    advice: 'Wandeln Sie es in ein neues Abbild um, das alle Programme lesen.',
  },
  'vmdk.extent-missing': {
    says: 'Der Extent {extent} von {name} fehlt.',
    means: 'In ihm liegt ein Teil der Platte: {length:bytes}, beginnend bei {start:bytes}.',
    advice:
      'Legen Sie die Datei unter diesem Namen neben den Deskriptor; wurde sie umbenannt, geben Sie ihr den alten Namen zurück.',
  },
  'vmdk.extent-refused': {
    says: 'Der Extent {extent} von {name} wurde nicht geöffnet. {problem}',
    means: 'Ein Abbild könnte jede Datei dieses Computers nennen; geöffnet werden nur solche, die neben ihm liegen.',
    advice: 'Ist dem Extent zu trauen, legen Sie ihn neben den Deskriptor, und berichtigen Sie seine Zeile.',
  },
  'vmdk.extent-foreign': {
    says: 'Laut Deskriptor ist {name} ein Sparse-Extent, hat aber keinen solchen Kopf.',
    means: 'Es ist eine andere Datei, oder ihr Anfang ist verloren; ein Teil der Platte ist nicht lesbar.',
    advice: 'Legen Sie die richtige Datei zurück.',
  },
  'vmdk.extent-short': {
    says: 'Der Extent {name} endet bei {size:bytes}, die Platte hat dort aber Daten bis {needed:bytes}.',
    means: 'Sein Ende wurde abgeschnitten; was dort stand, ist verloren, und Programme lehnen die Platte ab.',
    does: 'Macht die Datei so lang, wie sie sein muss. Was verloren ist, liest sich als Nullen.',
    advice: 'Gibt es eine vollständige Kopie der Datei, legen Sie stattdessen diese zurück.',
  },
  'vmdk.extent-long': {
    says: 'Der Extent {name} hat {unused:bytes} hinter dem, was der Deskriptor von ihm benutzt.',
    means: 'Kein Programm liest sie als Teil dieser Platte.',
    does: 'Schneidet sie ab. Ist der Deskriptor falsch, sind sie verloren.',
  },
  'vmdk.extent-size': {
    says: 'Der Deskriptor gibt {name} {line:bytes} der Platte, sein Kopf fasst aber nur {capacity:bytes}.',
    means: 'Sie gehören nicht zusammen, oder eines davon ist beschädigt.',
    does: 'Setzt seine Zeile auf das, was der Kopf fasst, wenn es der einzige Extent ist. Die Platte wird kürzer.',
    advice: 'Legen Sie die richtige Datei zurück.',
  },
  'vmdk.extent-smaller': {
    says: 'Der Deskriptor benutzt {line:bytes} von {name}, dessen Kopf aber {capacity:bytes} fasst.',
    means:
      'Der Deskriptor gilt, sodass das Ende des Extents nicht zur Platte gehört; vielleicht sollte es dazugehören.',
    does: 'Setzt den Kopf auf das, was der Deskriptor sagt, wenn dahinter nichts gespeichert ist. Eine unterbrochene Änderung der Größe hinterlässt das.',
    advice: 'Scheint die Platte abgeschnitten, berichtigen Sie die Größe in der Extent-Zeile des Deskriptors.',
  },
  'vmdk.extent-reused': {
    says: 'Der Deskriptor von {name} benutzt denselben Teil der Datei {extent} mehr als einmal.',
    means: 'Zwei Teile der Platte teilen sich eine Stelle; Schreiben in einen ändert den anderen.',
    advice:
      'Berichtigen Sie die Extent-Zeilen des Deskriptors; jeder Teil einer Platte hat eine eigene Datei oder einen eigenen Bereich.',
  },
  'vmdk.unclean': {
    says: '{name} wurde von dem Programm, das zuletzt hineinschrieb, nicht geschlossen, oder ist in Gebrauch.',
    means:
      'Wurde das Programm abgebrochen, kann das zuletzt Geschriebene fehlen. Diese Prüfung hat nach dem gesucht, was dabei zurückbleiben kann.',
    does: 'Entfernt die Markierung, sofern kein Schaden in der Datei bleibt.',
  },
} as const satisfies Partial<InGerman<typeof vmdkFindings>>;
