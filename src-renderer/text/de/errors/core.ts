import type { coreErrors } from '#shared/text/errors/core.ts';
import { takesBackup } from './ways-out.ts';

/** Refusals that belong to no format, for the window: they name its buttons where the shared ones name options of the command line. */
export const core: Readonly<Record<keyof typeof coreErrors, string>> = {
  'file.missing':
    '{path} gibt es nicht. Es wurde nichts gelesen und nichts geschrieben. Vielleicht wurde die Datei verschoben oder umbenannt, oder ihr Datenträger ist nicht verbunden.',
  'file.denied': 'Das System erlaubt keinen Zugriff auf {path}. Prüfen Sie Rechte und Besitzer der Datei.',
  'file.read-only-medium':
    '{path} lässt sich nicht schreiben: Der Datenträger ist schreibgeschützt oder nur zum Lesen eingehängt. Es wurde nichts geändert. Lesen lassen sich Abbilder dort; zum Ändern wandeln Sie sie auf einen anderen Datenträger um, oder kopieren Sie sie dorthin.',
  'file.cannot-flush':
    'Das Dateisystem von {path} kann nicht zusagen, dass Geschriebenes auf dem Datenträger ist; ein Stromausfall könnte ein Abbild zerstören, das an Ort und Stelle geändert wird. Es wurde nichts geändert. Arbeiten Sie an einer Kopie auf einem Datenträger dieses Computers.',
  'file.not-regular':
    '{path} ist keine gewöhnliche Datei. Platter liest und schreibt nur Abbilddateien, keine Ordner, Geräte oder Pipes.',
  'file.in-use': '{path} wird von einem anderen Programm benutzt. Beenden Sie es, und versuchen Sie es noch einmal.',
  'file.replaced':
    '{path} wurde von einem anderen Programm ersetzt oder geändert, während Platter die Datei benutzte; Platter hat dort aufgehört. Versuchen Sie es noch einmal, wenn kein anderes Programm daran arbeitet.',
  'image.written':
    '{path} wird von einem Programm benutzt, das jederzeit hineinschreiben kann. Was inzwischen gelesen würde, könnte ein Gemisch aus Altem und Neuem sein, daher wird es nicht gelesen. Fahren Sie die Maschine herunter, oder beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'image.written-by':
    '{path} wird von {program} benutzt (Prozess {pid}), das jederzeit hineinschreiben kann. Was inzwischen gelesen würde, könnte ein Gemisch aus Altem und Neuem sein, daher wird es nicht gelesen. Fahren Sie die Maschine herunter, oder beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'image.not-at-rest':
    '{path} wird von einem Programm benutzt, das jederzeit hineinschreiben kann. Was inzwischen gelesen würde, könnte ein Gemisch aus Altem und Neuem sein, daher wird es nicht gelesen. Fahren Sie die Maschine herunter, oder beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'image.not-at-rest-by':
    '{path} wird von {program} benutzt (Prozess {pid}), das jederzeit hineinschreiben kann. Was inzwischen gelesen würde, könnte ein Gemisch aus Altem und Neuem sein, daher wird es nicht gelesen. Fahren Sie die Maschine herunter, oder beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'image.held':
    '{path} wird von einem anderen Programm benutzt. Eine Platte, die sich ändert, während ein anderes Programm sie benutzt, ist bald zerstört, daher wurde nichts geändert. Fahren Sie die Maschine herunter, oder beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'image.held-by':
    '{path} wird von {program} benutzt (Prozess {pid}). Eine Platte, die sich ändert, während ein anderes Programm sie benutzt, ist bald zerstört, daher wurde nichts geändert. Fahren Sie die Maschine herunter, oder beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'image.locked-by-vmware':
    '{path} ist von VMware gesperrt: Eine Maschine, die es benutzt, läuft oder ist abgestürzt. Fahren Sie sie herunter, und versuchen Sie es noch einmal. Hat es kein VMware-Programm mehr offen, löschen Sie den Ordner {lock}.',
  'image.locked-by-platter':
    '{path} wird gerade von einem Platter auf dem Computer {computer} geändert (Prozess {pid}). Warten Sie, bis es fertig ist. Läuft es nicht mehr, löschen Sie die Datei {lock}, und prüfen Sie das Abbild.',
  'source.changed':
    '{path} wurde geändert, ersetzt oder entfernt, während es gelesen wurde. Gelesen wurde vielleicht ein Gemisch aus vorher und nachher, daher wurde nichts daraus gemacht. Fahren Sie die Maschine herunter, die das Abbild benutzt, oder warten Sie auf das Programm, das hineinschreibt, und beginnen Sie noch einmal.',
  'file.short-read':
    '{name} endet bei {size:bytes}, gebraucht wurden aber die Bytes von {start} bis {end}. Die Datei ist abgeschnitten. Kopieren Sie sie neu von dort, wo sie herkommt; was noch da ist, lässt sich beim Umwandeln retten.',
  'file.handles-exhausted':
    '{path} lässt sich nicht öffnen: Das System erlaubt Platter nicht mehr offene Dateien. Schließen Sie andere Abbilder, oder erhöhen Sie die Grenze (ulimit -n).',
  'file.name-too-long': 'Der Name von {path} ist länger, als das Dateisystem erlaubt. Wählen Sie einen kürzeren.',
  'file.input-output':
    'Lesen oder Schreiben von {path} ist fehlgeschlagen: {cause}. Prüfen Sie den Datenträger und seine Verbindung.',
  'file.outside-folder':
    'Das Abbild nennt die Datei „{name}“, die nicht einfach neben ihm liegt. Platter öffnet keine Dateien außerhalb des Ordners des Abbilds.',
  'file.too-many':
    'Das Abbild nennt mehr als {limit} Dateien, und mehr öffnet Platter nicht. Es ist beschädigt oder bösartig.',
  'file.not-granted':
    '{path} wurde in diesem Fenster weder ausgewählt noch hineingezogen. Wählen Sie die Datei zuerst aus.',

  'layout.number-too-large':
    'Das Feld {field} ({structure}) enthält eine Zahl über 2^53-1. Das Abbild ist beschädigt oder bösartig.',
  'layout.truncated':
    'Für {structure} werden {needed} Bytes gebraucht, aber nur {available} sind da. Die Datei ist abgeschnitten. Kopieren Sie sie neu von dort, wo sie herkommt.',

  'probe.unknown': 'Nichts in {name} verrät das Format. Es kann ein Roh-Abbild sein oder etwas ganz anderes.',
  'probe.several': '{name} passt zu mehreren Formaten: {formats}. Welchem zu trauen ist, ist nicht klar.',
  'probe.foreign':
    '{name} ist von anderem Format: {title} ({because}). Das liest Platter nicht. Wandeln Sie es mit einem Programm, das es liest, in VDI, VHD, VMDK oder ein Roh-Abbild um.',
  'probe.not-this-format':
    '{name} ist kein {format}-Abbild. Nennen Sie das wirkliche Format, oder lassen Sie es Platter herausfinden.',
  'probe.empty':
    '{name} ist leer. Es enthält kein Abbild. Falls darin eines war, kopieren Sie es neu von dort, wo es herkommt.',
  'format.unknown': 'Ein Format „{format}“ gibt es nicht. Bekannt sind: {known}.',
  'format.unknown-variant': 'Das Format {format} hat keine Variante „{variant}“. Bekannt sind: {known}.',
  'format.cannot-create': '{title} schreibt Platter noch nicht.',
  'format.cannot-edit':
    '{name} ist ein {title}-Abbild, und in Abbilder dieses Formats schreibt Platter nicht. Wandeln Sie es zuerst um.',
  'child.other-format':
    'Ein Kind und sein Elternabbild haben dasselbe Format, aber {parent} ist ein {title}-Abbild. Wandeln Sie das Elternabbild zuerst um.',
  'child.no-children':
    '{title}-Abbilder haben keine Kinder: {parent} kann nicht Elternabbild sein. Wandeln Sie es zuerst in VDI, VHD oder VMDK um.',
  'child.size':
    'Ein Kind hat die Größe seines Elternabbilds, also {size:bytes}. Ändern Sie die Größe danach, wenn es größer sein soll.',
  'child.variant': 'Ein Kind enthält nur, was geändert wird; eine Variante und ein Produkt hat es daher nicht.',
  'write.beyond-end':
    'Die Platte von {name} endet bei {size:bytes}, aber es war mehr zu schreiben. Die ersten {written:bytes} sind geschrieben, bis zum Ende der Platte.',
  'write.cancelled':
    'Abgebrochen. Die ersten {written:bytes} wurden in {name} geschrieben, das in Ordnung ist; dahinter ist alles, wie es war.',
  'compact.rewrite-instead':
    '{name} ist ein {title}-Abbild, das an Ort und Stelle nicht kleiner werden kann. Stattdessen kann eine kleinere Kopie geschrieben werden.',
  'compact.has-children':
    '{child} enthält Änderungen an {name}. Was der Gast von {name} nicht benutzt, zurückzugeben, würde ändern, worauf {child} aufbaut. Verkleinern Sie ohne das, oder führen Sie beide zusammen, indem Sie zuerst {child} umwandeln.',
  'compact.rewrite-has-children':
    '{child} enthält Änderungen an {name}. Ein neu geschriebenes {name} ist für {child} eine andere Festplatte, und {child} ließe sich nicht mehr lesen. Es wurde nichts geändert. Schreiben Sie das kleinere Abbild an einen anderen Ort, oder führen Sie beide zusammen, indem Sie zuerst {child} umwandeln.',
  'compact.other-extension':
    'Die Endung von {name} steht für das Format {other}, das neue Abbild wäre aber {title}: Beim Verkleinern bleibt das Format. Wählen Sie einen Namen, der auf .{extension} endet, oder wandeln Sie das Abbild um, wenn es ein anderes Format haben soll.',
  'resize.not-possible':
    '{name} ist ein {title}-Abbild, dessen Größe sich nicht ändern lässt. Wandeln Sie es zuerst in eine andere Variante um.',
  'resize.too-large':
    '{title} fasst höchstens {limit:bytes}; gewünscht waren {size:bytes}. Es wurde nichts geändert. Wandeln Sie das Abbild in ein neues um, das mehr fasst (anderes Format, andere Variante oder Blockgröße), und ändern Sie dessen Größe.',
  'resize.would-shrink':
    'Die Platte von {name} hat {size:bytes}, mehr als die gewünschten {wanted:bytes}. Kleiner machen hieße, ihr Ende abzuschneiden.',
  'resize.cuts-data':
    'Das Ende von {name}, das abgeschnitten würde, enthält Daten, die letzten vor Byte {end} der Platte. Verkleinern Sie zuerst die Partitionen im Gast.',
  'resize.has-children':
    '{child} enthält Änderungen an {name} und passte mit einer anderen Größe nicht mehr dazu. Ändern Sie stattdessen die Größe von {child}.',
  'resize.file-in-the-way':
    'Mit dieser Größe braucht {name} eine Datei {path}, aber dort liegt schon eine, die es nicht nennt. Sie kann von einer unterbrochenen Verkleinerung stammen. Legen Sie sie woandershin und versuchen Sie es noch einmal; es wurde nichts geändert.',
  'repair.no-journal':
    'Neben {path} liegt kein Journal zum Rückgängigmachen. Entweder wurde nichts repariert, oder das Journal wurde verschoben oder gelöscht.',
  'repair.bad-journal':
    '{name} ist kein vollständiges Journal: {problem}. Es wurde nichts geändert; legen Sie eine Kopie des Journals zurück.',
  'repair.image-changed':
    '{name} ist nicht mehr so, wie die Reparatur es kennt: Seither wurde hineingeschrieben. Es wurde nichts weiter geändert, denn das könnte das Geschriebene zerstören.',
  'format.no-extension': 'Der Name {name} verrät kein Format. Wählen Sie eines aus.',
  'format.not-named': 'Nichts sagt, was aus dem Abbild werden soll. Wählen Sie ein Format oder ein Produkt.',
  'format.bad-option': 'Die Einstellung {option} ist nicht gültig: {problem}.',
  'profile.unknown': 'Ein Profil „{profile}“ gibt es nicht. Bekannt sind: {known}.',
  'profile.contradicted': '{title} bekommt {format} {variant}, gewünscht wurde aber auch {asked}.',
  'profile.too-small':
    'Die Platte hat {size:bytes}, {title} nimmt aber nur Platten ab {limit:bytes}. Machen Sie sie zuerst größer.',
  'profile.too-large':
    'Die Platte hat {size:bytes} ({size} Bytes), {title} nimmt so gespeicherte Platten aber nur bis {limit:bytes} ({limit} Bytes).',
  'chain.contradictory': `{name} widerspricht sich über sein Elternabbild: {problem}. Allein gelesen könnte es falschen Inhalt zeigen, also wird es nicht gelesen. ${takesBackup}`,
  'chain.parent-missing':
    '{name} enthält nur die Änderungen an einem Elternabbild, und dieses wurde nicht gefunden. Gesucht: {sought}. Gesucht in: {folders}. Legen Sie das Elternabbild daneben.',
  'chain.parent-changed':
    '{name} baut auf einem Elternabbild mit {expected} auf, {parent} hat aber {found}: Es wurde seither beschrieben oder ist eine andere Platte. Zusammen zeigten sie falschen Inhalt, also werden sie nicht gelesen. Stellen Sie das Elternabbild so wieder her, wie es war.',
  'chain.parent-format':
    '{name} nennt {parent} als Elternabbild, aber das ist kein {format}-Abbild, wie es sein müsste. Ohne das richtige Elternabbild ist der Inhalt nicht lesbar.',
  'chain.loop':
    'Das Elternabbild von {name} ist {parent}, das auf {name} selbst aufbaut. Hinter einem solchen Kreis ist kein Inhalt zu finden. Legen Sie das richtige Elternabbild an seine Stelle.',
  'chain.too-deep':
    'Die Kette der Elternabbilder geht nach {name} weiter und hat schon {limit} Abbilder; mehr dürfen es nicht sein.',
  'disk.outside': 'Die Bytes von {start} bis {end} liegen nicht in der Platte von {size:bytes}.',
  'disk.too-large':
    'Die Platte hat {size:bytes}, {title} fasst aber höchstens {limit:bytes}. Wählen Sie ein anderes Format.',
  'disk.bad-size':
    'Eine Platte braucht mindestens ein ganzes Byte; angegeben war {size}. Es wurde nichts geschrieben und nichts geändert.',
  'disk.table-too-large':
    '{table} von {name} bräuchte {size:bytes}; die Grenze ist {limit:bytes}. Das Abbild ist beschädigt oder bösartig.',

  'target.same-file':
    'Quelle und Ziel sind dieselbe Datei, {path}. In die Quelle wird nie geschrieben. Wählen Sie einen anderen Namen.',
  'target.exists':
    '{path} gibt es schon, und die Datei blieb, wie sie ist. Wählen Sie einen anderen Namen oder Ordner.',
  'target.no-space':
    'Im Ordner von {path} sind {free:bytes} frei, gebraucht werden etwa {needed:bytes}. Es wurde nichts geschrieben.',
  'target.disk-full':
    'Der Datenträger wurde voll, während {path} geschrieben wurde. Das Geschriebene wurde entfernt; sonst wurde nichts geändert.',
  'image.disk-full':
    'Der Datenträger wurde voll, während {path} an Ort und Stelle geändert wurde. Was vorher getan war, steht im Abbild; das Übrige wurde nicht getan. Schaffen Sie Platz, prüfen Sie das Abbild und versuchen Sie dasselbe noch einmal.',
  'image.file-too-large':
    'Das Dateisystem von {path} nimmt so große Dateien nicht (FAT32 endet bei 4 GiB), also konnte das Abbild dort nicht wachsen. Was vorher getan war, steht im Abbild; das Übrige wurde nicht getan. Kopieren oder wandeln Sie es auf einen anderen Datenträger um, prüfen Sie es, und versuchen Sie dasselbe dort noch einmal.',
  'target.file-too-large':
    'Das Dateisystem von {path} nimmt so große Dateien nicht (FAT32 endet bei 4 GiB). Das Geschriebene wurde entfernt. Wählen Sie einen Ordner auf einem anderen Datenträger.',
  'target.no-folder': 'Den Ordner {path} gibt es nicht. Wählen Sie einen anderen, oder legen Sie ihn zuerst an.',
  'target.folder-gone':
    'Der Ordner {path} ist verschwunden, während das Abbild hineingeschrieben wurde: Er wurde gelöscht, oder sein Datenträger wurde entfernt. Das Abbild wurde nicht fertig; die Quelle ist, wie sie war.',
  'verify.differs':
    'Das Ergebnis wurde zurückgelesen und weicht von der Quelle ab ({expected} ist nicht {found}). Es wurde entfernt; die Quelle ist unverändert. Prüfen Sie den Datenträger, auf den geschrieben wurde.',

  'input.invalid': '{problem}',
  'job.cancelled': 'Abgebrochen. Nichts Unfertiges blieb zurück; Abbilder, die schon da waren, sind in Ordnung.',
  'job.unknown': 'Einen Auftrag {id} gibt es nicht.',
  'job.crashed':
    'Der Auftrag endete unerwartet: {cause}. Unfertige Dateien wurden entfernt; ein Abbild, das gerade geändert wurde, ist in Ordnung und kann geprüft werden.',
  'job.left-behind':
    'Der Auftrag endete unerwartet: {cause}. Temporäre Dateien in {folder} ließen sich nicht entfernen ({problem}); sie können gelöscht werden. Abbilder, die schon da waren, sind in Ordnung.',
  'job.not-ended': 'Der Auftrag {id} ist nicht beendet. Brechen Sie ihn zuerst ab.',
  'job.not-started': 'Platter wird beendet, also wurde der Auftrag nicht begonnen. Es wurde nichts geschrieben.',
  'rpc.unknown-method': 'Eine Methode {method} gibt es nicht.',
  'rpc.closed': 'Die Verbindung zu Platter ist geschlossen.',
  'rpc.too-many-calls':
    'Auf dieser Verbindung sind mehr als {limit} Anfragen offen. Warten Sie, bis einige beantwortet sind.',
  'rpc.too-large': 'Die Anfrage enthält mehr, als Platter sich ansieht. Weniger auf einmal ist zu verlangen.',
  'rpc.malformed': 'Die Nachricht ist nicht verständlich.',
  'internal.unexpected':
    'Etwas Unerwartetes ist geschehen: {cause}. Dadurch wurde nichts ersetzt. Bitte melden Sie das.',
};
