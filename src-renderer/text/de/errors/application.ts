import type { applicationErrors } from '#shared/text/errors/application.ts';

/** What is told of Platter's own files: the history of jobs, the list of images and the settings. */
export const application: Readonly<Record<keyof typeof applicationErrors, string>> = {
  'file.too-large': '{path} hat {size:bytes}; eine solche Datei hat höchstens {limit:bytes}.',
  'job.not-queued': 'Der Auftrag {id} wartet nicht auf seinen Platz, kann also nicht verschoben werden.',
  'job.waits-for-space':
    'Der Datenträger von {path} ist voll, deshalb wartet der Auftrag. Schaffen Sie dort Platz und setzen Sie ihn dann fort. Wird er abgebrochen, wird das Geschriebene entfernt.',
  'job.set-completed':
    'Platter wurde beendet, während die Dateien von {path} ersetzt wurden. Alle neuen Dateien waren vollständig, also wurde das Ersetzen zu Ende geführt: {path} ist das neue Abbild.',
  'job.set-unclear':
    'Platter wurde beendet, während die Dateien von {path} ersetzt wurden, und {problem}. Es wurde nichts geändert. Die alten Dateien liegen noch in {folder}, mit Namen, die auf {old} enden; die neuen enden auf {new}. Sichern Sie alle, bevor Sie {path} benutzen.',
  'history.damaged':
    'Eine Datei mit dem Verlauf der Aufträge war nicht lesbar ({problem}). Sie wurde als {path} beiseitegelegt. Kein Abbild ist betroffen; temporäre Dateien eines unterbrochenen Auftrags können neben seinem Ziel liegen geblieben sein.',
  'history.not-kept':
    'Der Verlauf der Aufträge lässt sich nicht aufbewahren: {problem} Aufträge laufen trotzdem; nach einem Neustart wären sie nicht mehr aufgeführt.',
  'library.damaged':
    'Die Liste der Abbilder war nicht lesbar ({problem}). Ihre Datei wurde als {path} beiseitegelegt, und die Liste beginnt neu. Kein Abbild ist betroffen.',
  'library.not-kept':
    'Die Liste der Abbilder lässt sich nicht aufbewahren: {problem} Sie gilt, bis Platter beendet wird. Kein Abbild ist betroffen.',
  'library.not-listed':
    '{path} steht nicht mehr auf der Liste der Abbilder. Fügen Sie die Datei hinzu, die daraus wurde.',
  'library.other-format':
    '{to} ist ein {found}-Abbild, {path} war aber ein {expected}-Abbild, also ist es nicht dasselbe. Die Liste wurde nicht geändert. Wählen Sie eine andere Datei, oder fügen Sie diese als eigenes Abbild hinzu.',
  'settings.damaged':
    'Die Einstellungen waren nicht lesbar ({problem}). Ihre Datei wurde als {path} beiseitegelegt, und jede Einstellung hat ihren Anfangswert.',
  'settings.invalid':
    'Die Datei der Einstellungen enthält ungültige Werte für: {names}. Diese Einstellungen haben ihre Anfangswerte.',
  'settings.not-kept':
    'Die Einstellungen lassen sich nicht aufbewahren: {problem} Sie gelten, bis Platter beendet wird.',
};
