/** The name of the n-th try for a target: `disk.vdi`, then `disk-2.vdi`, `disk-3.vdi`. */
export function targetName(sourceName: string, extension: string, attempt: number): string {
  const stem = sourceName.replace(/(?<=.)\.[^.]*$/, '');
  return `${stem}${attempt === 1 ? '' : `-${String(attempt)}`}.${extension}`;
}
