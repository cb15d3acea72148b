/** What ends the sentences of damage that a rescue reads around. */
export const rescues =
  'Spielen Sie eine Kopie des Abbilds zurück, oder retten Sie beim Umwandeln, was noch lesbar ist.';

/** The same for damage that nothing of the image can be read around. */
export const takesBackup = 'Spielen Sie eine Kopie des Abbilds zurück.';

/** The same for damage that a repair mends where the rest of the image proves what was there. */
export const mayBeRepaired =
  'Prüfen Sie das Abbild: Eine Reparatur behebt das, wenn alles Übrige dazu passt. Spielen Sie sonst eine Kopie zurück.';
