import { formats } from '../formats/index.ts';

/** A format by the name people know: `VDI`. One of a newer version shows its id. */
export function formatInWords(id: string): string {
  return formats.find((format) => format.id === id)?.title ?? id;
}

/** A format and its variant: `VDI, grows as needed`. */
export function variantInWords(id: string, variant: string): string {
  const known = formats.find((format) => format.id === id)?.variants.find(({ info }) => info.id === variant);
  return `${formatInWords(id)}, ${known?.info.title ?? variant}`;
}
