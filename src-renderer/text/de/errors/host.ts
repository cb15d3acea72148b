import type { hostErrors } from '#shared/text/errors/host.ts';

/** Refusals of the two hosts of the window: the desktop, and the server on loopback. */
export const host: Readonly<Record<keyof typeof hostErrors, string>> = {
  'host.browser-only':
    'Im Fenster des Desktops gibt es das nicht ({what}). Nehmen Sie den Dateidialog, oder ziehen Sie die Dateien ins Fenster.',
  'host.desktop-only':
    'Ein Fenster im Browser hat das nicht ({what}). Geben Sie den Pfad ein, oder nehmen Sie das Fenster des Desktops.',
  'host.folder-too-large':
    'Der Ordner {path} hat mehr als {limit} Einträge, zu viele für eine Liste. Geben Sie den Pfad der Datei ein.',
  'host.no-byte-output':
    'Das installierte Programm kann die Bytes einer Platte unter Windows nicht auf stdout schreiben: Electron setzt einen Zeilenumbruch davor. Es wurde nichts geschrieben. „platter convert --format raw“ schreibt sie in eine Datei.',
  'server.port-in-use':
    'Ein anderes Programm lauscht auf Port {port} dieses Computers. Wählen Sie einen anderen oder keinen, um einen freien zu bekommen.',
  'server.port-denied':
    'Das System erlaubt Platter nicht, auf Port {port} zu lauschen. Wählen Sie einen über 1023 oder keinen, um einen freien zu bekommen.',
  'server.no-window':
    'Die Dateien des Fensters liegen nicht in {path}. Installieren Sie Platter noch einmal, oder bauen Sie es mit „npm run build“.',
};
