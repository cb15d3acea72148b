/** Advice that several findings of VMDK give. */
export const elsewhere = 'Legen Sie eine Kopie der Datei zurück, oder retten Sie beim Umwandeln, was noch lesbar ist.';
export const transferAgain =
  'Übertragen oder exportieren Sie das Abbild noch einmal. Was noch da ist, lässt sich beim Umwandeln retten.';
