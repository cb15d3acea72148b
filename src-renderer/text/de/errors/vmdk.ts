import type { vmdkErrors } from '#shared/text/errors/vmdk.ts';
import { rescues, takesBackup } from './ways-out.ts';

/** Why a VMDK image is refused. */
export const vmdk: Readonly<Record<keyof typeof vmdkErrors, string>> = {
  'vmdk.newline-damage':
    '{name} wurde als Text übertragen, wodurch überall in den Daten Zeilenenden geändert wurden. Das ist nicht zu reparieren; übertragen Sie die Datei noch einmal binär.',
  'vmdk.unfinished':
    '{name} ist als unfertig markiert: Das Programm, das es schrieb, kam nicht ans Ende. Exportieren oder kopieren Sie es noch einmal.',
  'vmdk.unsupported-version':
    '{part} von {name} hat die Version {version}, die Platter nicht kennt. Es wurde nichts gelesen.',
  'vmdk.unknown-flags':
    '{name} benutzt Fähigkeiten, die Platter nicht kennt (Kennzeichen {flags}). Gelesen könnte es falsche Daten ergeben.',
  'vmdk.compression':
    '{name} verlangt das Kompressionsverfahren {algorithm}, das nicht zu seinen Kennzeichen passt oder nicht bekannt ist.',
  'vmdk.bad-header': `{name} ist beschädigt: {field} ist {value}; erlaubt: {allowed}. ${takesBackup}`,
  'vmdk.kind-not-read':
    '{name} ist ein {kind}. Diese Art von VMDK liest Platter nicht; ein Klon vom VMware-Host (vmkfstools -i) ist lesbar.',
  'vmdk.lone-extent':
    '{name} enthält Daten einer Platte ohne Beschreibung des Ganzen: Es ist ein Extent einer geteilten Platte, oder sein Deskriptor ist verloren. Öffnen Sie stattdessen {descriptor}.',
  'vmdk.bare-delta':
    '{name} enthält nur die Änderungen eines Schnappschusses; worauf er aufbaut, steht in einer anderen Datei. Allein gelesen ergäbe er falsche Daten. Öffnen Sie stattdessen {descriptor}.',
  'vmdk.native-snapshot':
    '{name} ist ein Schnappschuss, den ein Speichersystem hält. Seine Daten liegen nicht in diesen Dateien.',
  'vmdk.sector-size':
    '{name} hat logische Sektoren von {sector} Bytes. Platter liest VMDK-Platten mit Sektoren von 512 Bytes.',
  'vmdk.remote-extent':
    '{name} nennt den Extent {extent}, der auf einem entfernten Speicher liegt. Kopieren Sie die Platte mit dessen Werkzeugen auf diesen Computer.',
  'vmdk.extent-is-descriptor':
    '{name} nennt sich selbst als Extent. Ein Deskriptor enthält keine Daten der Platte; seine Extent-Zeile ist falsch. Spielen Sie eine Kopie des Deskriptors zurück, oder verbessern Sie die Zeile.',
  'vmdk.extent-type': '{name} hat einen Extent vom Typ {type}, den Platter nicht kennt.',
  'vmdk.extent-short': `Der Extent {name} endet bei {size:bytes}, laut Deskriptor liegen dort aber Daten bis {needed:bytes}. Die Datei ist abgeschnitten. ${rescues}`,
  'vmdk.extent-size': `Der Deskriptor gibt {name} {line:bytes} der Platte, sein Kopf fasst aber nur {capacity:bytes}. Sie gehören nicht zusammen. ${rescues}`,
  'vmdk.not-sparse': `Laut Deskriptor ist {name} ein Sparse-Extent, hat aber keinen solchen Kopf. Es ist eine andere Datei, oder ihr Anfang ist verloren. ${rescues}`,
  'vmdk.descriptor-too-long':
    'Der Deskriptor von {name} ist länger als {limit:bytes}. Das Abbild ist beschädigt oder bösartig.',
  'vmdk.descriptor-line':
    'Zeile {line} des Deskriptors von {name} ist nicht verständlich: {problem}. Spielen Sie eine Kopie des Deskriptors zurück, oder verbessern Sie die Zeile; die Daten selbst wurden nicht angesehen.',
  'vmdk.descriptor-key':
    'Der Deskriptor von {name} ist beschädigt: {problem}. Spielen Sie eine Kopie davon zurück; die Daten selbst wurden nicht angesehen.',
  'vmdk.encoding':
    'Der Deskriptor von {name} enthält Dateinamen in der Kodierung {encoding}, die Platter nicht liest. Benennen Sie die Dateien mit einfachem ASCII um, und passen Sie den Deskriptor an.',
  'vmdk.no-directory': `{name} hat kein Grain-Verzeichnis, weder das erste noch das zweite. Nichts sagt, wo seine Daten liegen. ${takesBackup}`,
  'vmdk.directory-outside': `Das Grain-Verzeichnis von {name} würde bei Byte {end} enden, die Datei hat aber nur {size}. Sie ist abgeschnitten. ${rescues}`,
  'vmdk.table-outside': `Grain-Tabelle {table} von {name} würde bei Byte {end} enden, die Datei hat aber nur {size}. Sie ist abgeschnitten. ${rescues}`,
  'vmdk.bad-grain': `Laut Tabelle von {name} liegt Grain {grain} bei Sektor {sector}, {problem}. Die Datei ist abgeschnitten oder beschädigt. ${rescues}`,
  'vmdk.bad-entry': `Die Tabelle von {name} hat für Grain {grain} einen Eintrag, den kein Programm schreibt. Die Datei ist beschädigt. ${rescues}`,
  'vmdk.directory-entry': `Eintrag {table} des Grain-Verzeichnisses von {name} nennt keine Tabelle, die die Datei haben könnte. Sie ist beschädigt. ${rescues}`,
  'vmdk.journal':
    '{name} wurde von seinem Host nicht geschlossen: In seinem Journal stehen noch Änderungen, die jünger sind als seine Tabellen. Starten und beenden Sie dort die Maschine, oder klonen Sie die Platte mit vmkfstools -i.',
  'vmdk.footer-missing':
    '{name} ist ein Strom, dessen Fuß am Ende fehlt. Die Datei ist abgeschnitten; übertragen Sie sie noch einmal.',
  'vmdk.footer-differs': `Der Fuß am Ende von {name} stimmt nicht mit dem Kopf überein. Die Datei ist beschädigt. ${rescues}`,
  'vmdk.grain-marker': `Die Marke von Grain {grain} in {name} ist falsch: {problem}. Die Tabellen oder die Daten sind beschädigt. ${rescues}`,
  'vmdk.grain-corrupt': `Grain {grain} von {name} lässt sich nicht entpacken: {problem}. Seine Daten sind beschädigt. ${rescues}`,
  'vmdk.name-not-writable':
    'Der Name {name} enthält ein Anführungszeichen, einen Zeilenumbruch oder ein anderes Zeichen, das der VMDK-Deskriptor in seiner Kodierung nicht schreiben kann. Wählen Sie einen anderen Namen.',
  'vmdk.addresses-exhausted':
    '{name} hat 2 TiB erreicht; dahinter kann ein VMDK seine Daten nicht adressieren. Wählen Sie ein anderes Format.',
  'vmdk.edit-full':
    '{name} wüchse über {limit:bytes} hinaus, weiter reichen seine Tabellen nicht. Was bisher geschrieben wurde, bleibt. Wandeln Sie das Abbild in eine andere Variante oder ein anderes Format um.',
  'vmdk.edit-kind':
    '{name} enthält {kind}; dort hinein schreibt Platter nicht. Wandeln Sie die Platte zuerst in eine andere Variante um.',
  'vmdk.edit-change-tracking':
    '{name} steht unter Änderungsverfolgung. Was ein anderes Programm schreibt, fehlte in der nächsten inkrementellen Sicherung. Schalten Sie sie in der virtuellen Maschine ab, oder schreiben Sie in eine Kopie.',
  'vmdk.edit-one-directory':
    '{name} hat sein erstes Grain-Verzeichnis verloren und wird über das zweite gelesen. Prüfen und reparieren Sie es, bevor etwas hineingeschrieben wird.',
  'vmdk.edit-copies-differ':
    'Die beiden Kopien der Grain-Tabelle {table} von {name} sind verschieden; wo ihre Daten liegen, ist daher nicht sicher. Prüfen und reparieren Sie das Abbild, bevor etwas hineingeschrieben wird.',
  'vmdk.edit-overlap':
    'Sektor {sector} von {name} wird für zweierlei benutzt. Was in eines geschrieben würde, zerstörte das andere. Prüfen Sie das Abbild, und wandeln Sie die Platte in ein neues um.',
  'vmdk.edit-scattered':
    'Grains und Tabellen von {name} liegen verstreuter, als irgendein Programm sie hinterlässt. Das Abbild ist beschädigt oder bösartig; es wird nichts hineingeschrieben.',
  'vmdk.edit-shared-file':
    '{name} legt zwei Extents in denselben Teil von {extent}. Was in einen geschrieben würde, änderte den anderen, also wird nichts geschrieben. Seine Extent-Zeilen sind falsch: Spielen Sie eine Kopie des Deskriptors zurück, oder verbessern Sie sie.',
  'vmdk.edit-content-id':
    'Der Deskriptor von {name} hat keine Inhaltskennung, die sich ändern ließe; ein Kind würde nicht merken, dass die Platte beschrieben wird. Fügen Sie eine Zeile wie CID=12345678 ein.',
  'vmdk.edit-uneven':
    '{name} ist ein Kind, dessen Extents mitten in einem Grain beginnen. Platter liest eine solche Platte, schreibt aber nicht hinein. Wandeln Sie sie zuerst um.',
  'vmdk.extent-not-writable':
    '{name} erlaubt kein Schreiben in die {length:bytes} der Platte ab Byte {start}: Der Extent dort ist mit {access} markiert. Dort wurde nichts geschrieben; was vorher kam, bleibt. Um überall zu schreiben, wandeln Sie die Platte in ein neues Abbild um.',
  'vmdk.parent-without-id':
    '{parent} hat keine Inhaltskennung, an der ein Kind es erkennen könnte. Wandeln Sie es zuerst in ein neues VMDK um.',
  'vmdk.parent-path-too-long':
    'Der Pfad von {name} zu seinem Elternabbild hat mehr als {limit} Bytes; so lange lesen andere Programme nicht. Legen Sie das Kind näher an das Elternabbild.',
};
