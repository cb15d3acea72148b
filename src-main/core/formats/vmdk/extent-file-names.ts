/** The file that holds the bytes of a `monolithicFlat` disk. */
export function flatName(descriptor: string): string {
  return `${stemOf(descriptor)}-flat${suffixOf(descriptor)}`;
}

/** The files of a split disk in their order: `-s001` and so on for growing extents, `-f001` for those of full size. */
export function splitNames(descriptor: string, letter: 's' | 'f', count: number): readonly string[] {
  const stem = stemOf(descriptor);
  const suffix = suffixOf(descriptor);
  return Array.from({ length: count }, (_, i) => `${stem}-${letter}${String(i + 1).padStart(3, '0')}${suffix}`);
}

const ending = /\.vmdk$/i;

/** A name such as "server 2.0" keeps its dot: nothing but the ending of the format is taken off. */
function stemOf(name: string): string {
  return name.replace(ending, '');
}

function suffixOf(name: string): string {
  return ending.exec(name)?.[0] ?? '.vmdk';
}
