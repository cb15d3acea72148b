import type { vmdkFindings } from '#shared/text/findings/vmdk.ts';
import type { InGerman } from './table.ts';
import { elsewhere, transferAgain } from './vmdk-words.ts';

const readable =
  'Alle Daten sind lesbar, aber Programme, die in beide Kopien schreiben, können die Platte beschädigen oder ablehnen.';
const empties = 'Leert den Eintrag, sodass sich der Grain liest, als wäre er nie geschrieben worden.';

/** What a check can find in the grain directories, the grain tables and the grains of a VMDK image, and in its streams. */
export const vmdkGrains = {
  'vmdk.directory-outside': {
    says: 'Kein Grain-Verzeichnis von {name} liegt in der Datei.',
    means: 'Nichts sagt, wo die Daten liegen. Die Datei ist abgeschnitten, oder ihr Kopf ist beschädigt.',
    advice: elsewhere,
  },
  'vmdk.directory-lost': {
    says: 'Laut Kopf von {name} liegt das Grain-Verzeichnis bei Sektor {sector}, wo es nicht sein kann; die zweite Kopie ist brauchbar.',
    means: 'Programme, die nur die erste ansehen, können die Platte nicht lesen.',
    does: 'Trägt im Kopf die richtige Stelle ein, wenn die Tabellen dort mit der zweiten Kopie übereinstimmen; sonst wird die zweite Kopie zur einzigen.',
  },
  'vmdk.second-directory-lost': {
    says: 'Laut Kopf von {name} liegt das zweite Grain-Verzeichnis bei Sektor {sector}, wo es nicht sein kann.',
    means: readable,
    does: 'Trägt im Kopf die richtige Stelle ein, wenn die Tabellen dort mit der ersten Kopie übereinstimmen; sonst wird die erste Kopie zur einzigen.',
  },
  'vmdk.table-outside': {
    says: 'Grain-Tabelle {table} von {name} soll bei Sektor {sector} liegen, wo sie nicht sein kann, und eine andere Kopie gibt es nicht.',
    means: 'Nichts sagt, wo {length:bytes} der Platte liegen, beginnend bei {start:bytes}.',
    advice: elsewhere,
  },
  'vmdk.table-lost': {
    says: 'Laut Grain-Verzeichnis von {name} liegt Tabelle {table} bei Sektor {sector}, wo sie nicht sein kann; ihre zweite Kopie ist brauchbar.',
    means:
      'Programme, die nur die erste Kopie ansehen, können {length:bytes} der Platte nicht lesen, beginnend bei {start:bytes}.',
    does: 'Verweist auf die Tabelle, wo sie lag, wenn sie mit der zweiten Kopie übereinstimmt, sonst auf eine neue, die aus dieser entsteht.',
  },
  'vmdk.second-table-lost': {
    says: 'Laut zweitem Grain-Verzeichnis von {name} liegt Tabelle {table} bei Sektor {sector}, wo sie nicht sein kann.',
    means: readable,
    does: 'Verweist auf die Tabelle, wo sie lag, wenn sie mit der ersten Kopie übereinstimmt, sonst auf eine neue, die aus dieser entsteht.',
  },
  'vmdk.table-shared': {
    says: 'Das Grain-Verzeichnis von {name} benutzt die Sektoren von Tabelle {table} (Sektor {sector}) auch für eine andere Tabelle.',
    means: 'Zwei Teile der Platte zeigen dieselben Daten; mindestens einer davon ist falsch.',
    does: 'Nimmt die zweite Kopie der Tabelle, wenn es sie gibt. Die Platte liest sich danach anders.',
    advice: elsewhere,
  },
  'vmdk.table-only-second': {
    says: 'Nur das zweite Grain-Verzeichnis von {name} hat Tabelle {table}.',
    means:
      'Ein Schreibvorgang wurde unterbrochen, oder das erste Verzeichnis ist beschädigt: {length:bytes} der Platte, beginnend bei {start:bytes}, lesen sich als leer.',
    does: 'Übernimmt die Tabelle in das erste Verzeichnis. Was in ihr steht, erscheint auf der Platte.',
  },
  'vmdk.second-entry-stale': {
    says: 'In der zweiten Grain-Tabelle von {name} steht zu Grain {grain} nicht dasselbe wie in der ersten: Sektor {second} statt {sector}.',
    means:
      'Alle Daten sind lesbar, aber VirtualBox lehnt Abbilder ab, deren Kopien verschieden sind. Ein unterbrochener Schreibvorgang hinterlässt das.',
    does: 'Kopiert den Eintrag der ersten Tabelle in die zweite.',
  },
  'vmdk.first-entry-spoiled': {
    says: 'Laut Grain-Tabelle von {name} liegt Grain {grain} bei Sektor {sector}, wo er nicht sein kann; die zweite nennt {second}.',
    means: 'Über die erste Tabelle ist der Grain nicht lesbar, und Programme lehnen das Abbild ab.',
    does: 'Kopiert den Eintrag der zweiten Tabelle in die erste.',
  },
  'vmdk.first-entry-missing': {
    says: 'Nur die zweite Grain-Tabelle von {name} kennt Grain {grain}, bei Sektor {second}.',
    means:
      'Ein Schreibvorgang wurde unterbrochen, oder die erste Tabelle ist beschädigt. Der Grain liest sich als leer.',
    does: 'Kopiert den Eintrag der zweiten Tabelle in die erste. Der Grain erscheint auf der Platte.',
  },
  'vmdk.entries-differ': {
    says: 'Die Grain-Tabellen von {name} widersprechen sich bei Grain {grain}: Die erste nennt Sektor {sector}, die zweite {second}.',
    means: 'Beides kann richtig sein. Platter liest, was die erste nennt.',
    does: 'Kopiert den Eintrag der ersten Tabelle in die zweite und legt sich damit auf das fest, was jetzt gelesen wird.',
  },
  'vmdk.grain-outside': {
    says: 'Laut Grain-Tabelle von {name} liegt Grain {grain} bei Sektor {sector}, hinter dem Ende der Datei.',
    means:
      'Die Daten dieses Teils der Platte sind verloren: Die Datei ist abgeschnitten, oder die Tabelle ist beschädigt.',
    does: empties,
    advice: elsewhere,
  },
  'vmdk.grain-cut': {
    says: 'Grain {grain} von {name} beginnt bei Sektor {sector} und ist vom Ende der Datei abgeschnitten.',
    means: 'Sein Ende ist verloren, und Programme lehnen das Abbild ab oder lesen Nullen.',
    does: 'Macht die Datei so lang, wie sie sein muss. Was verloren ist, liest sich als Nullen.',
  },
  'vmdk.grain-in-metadata': {
    says: 'Laut Grain-Tabelle von {name} liegt Grain {grain} bei Sektor {sector}, zwischen Kopf, Deskriptor und Tabellen.',
    means: 'Was dort gelesen wird, gehört nicht zur Platte, und dorthin zu schreiben würde das Abbild zerstören.',
    does: empties,
  },
  'vmdk.grain-used-twice': {
    says: 'Grain {grain} von {name} liegt bei Sektor {sector}, wo auch ein anderer Grain liegt.',
    means: 'Beide zeigen dieselben Daten, also ist mindestens einer falsch; Schreiben in einen ändert den anderen.',
    does: 'Gibt dem Grain eine eigene Stelle mit denselben Daten, sodass Schreiben gefahrlos ist. Welcher der beiden richtig ist, bleibt offen.',
    advice: 'Prüfen Sie danach das Dateisystem auf der Platte.',
  },
  'vmdk.zeroed-without-flag': {
    says: 'Laut Grain-Tabelle von {name} besteht Grain {grain} nur aus Nullen, aber der Kopf lässt das nicht zu.',
    means: 'Programme halten den Eintrag für eine Stelle in der Datei und lehnen das Abbild ab oder lesen Unsinn.',
    does: 'Setzt das Kennzeichen, das solche Einträge erlaubt. Sind sie ein Schaden, lesen sich die Grains als Nullen.',
  },
  'vmdk.grain-misaligned': {
    says: 'Grain {grain} von {name} liegt bei Sektor {sector}, neben dem Raster der anderen.',
    means: 'Das ist ungewöhnlich und auf manchen Datenträgern langsam; die Daten sind lesbar.',
  },
  'vmdk.grain-past-end': {
    says: 'Die letzte Grain-Tabelle von {name} hat einen Eintrag für Grain {grain}, der hinter dem Ende der Platte liegt.',
    means: 'Niemand kann ihn lesen.',
    does: 'Leert den Eintrag.',
  },
  'vmdk.unused-grains': {
    says: '{name} hat {unused:bytes}, auf die keine Tabelle verweist.',
    means:
      'Programme hinterlassen das, wenn sie Daten verwerfen oder unterbrochen werden. Die Platte ist nicht betroffen.',
    advice: 'Verkleinern oder Umwandeln in ein neues Abbild gibt den Platz zurück.',
  },
  'vmdk.trailing-bytes': {
    says: '{name} hat {unused:bytes} hinter seinem letzten benutzten Byte.',
    means: 'Die Platte ist nicht betroffen.',
    does: 'Schneidet sie ab.',
  },
  'vmdk.too-scattered': {
    says: 'Die Grains von {name} sind so viele und liegen so verstreut, dass nicht bei allen geprüft wurde, ob sie doppelt benutzt werden.',
    means: 'Alles andere wurde geprüft.',
  },
  'vmdk.footer-damaged': {
    says: 'Der Fuß des Stroms {name} ist beschädigt, aber das Verzeichnis, auf das er verweisen sollte, ist da.',
    means: 'Programme, die den Fuß suchen, können die Platte nicht lesen.',
    does: 'Schreibt den Fuß neu, aus dem Kopf und der Stelle des Verzeichnisses.',
  },
  'vmdk.stream-truncated': {
    says: 'Der Strom {name} hat kein Ende: Seine Marken lassen sich bis Byte {end} von {size} verfolgen.',
    means: 'Was dahinter kam, ist verloren, samt den Tabellen, die Programme brauchen.',
    does: 'Baut aus den Grains, die da sind, neue Tabellen, wenn nur das Ende fehlt. Der Rest der Platte liest sich als Nullen.',
    advice: transferAgain,
  },
  'vmdk.end-missing': {
    says: 'Im Strom {name} fehlt die Marke für sein Ende.',
    means: 'Alle Daten sind da, aber strenge Programme können den Strom für abgeschnitten halten.',
    does: 'Fügt die Marke an.',
  },
  'vmdk.grain-misplaced': {
    says: 'Laut Tabelle von {name} liegt Grain {grain} bei Sektor {sector}, aber dort liegt er nicht: {problem}',
    means: 'Der Grain ist nicht lesbar.',
    does: 'Verweist auf den Grain, wenn genau einer im Strom von sich sagt, dass er dieser ist.',
    advice: transferAgain,
  },
  'vmdk.grain-corrupt': {
    says: 'Grain {grain} von {name} lässt sich nicht entpacken: {problem}',
    means: 'Seine Daten, {length:bytes} der Platte, beginnend bei {start:bytes}, sind verloren.',
    advice: transferAgain,
  },
  'vmdk.grain-short': {
    says: 'Der letzte Grain von {name} ist ohne den Teil gespeichert, der hinter dem Ende der Platte liegt.',
    means: 'QEMU und open-vmdk schreiben ihn so. VirtualBox lehnt einen solchen Strom ab.',
    advice: 'Wandeln Sie ihn in ein neues Abbild um, das alle Programme lesen.',
  },
  'vmdk.stream-order': {
    says: 'Die Grains des Stroms {name} liegen ab Grain {grain} nicht in aufsteigender Reihenfolge.',
    means: 'VMware und VirtualBox wollen Ströme von vorn nach hinten lesen und können ihn ablehnen.',
    advice: 'Umwandeln in ein neues Abbild bringt sie in die richtige Reihenfolge.',
  },
} as const satisfies Partial<InGerman<typeof vmdkFindings>>;
