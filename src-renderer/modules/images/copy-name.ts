/** The name that a smaller copy gets unless the person chooses another: `disk.vdi` becomes `disk-compact.vdi`. */
export function copyName(name: string): string {
  const extension = /(?<=.)\.[^.]*$/.exec(name)?.[0] ?? '';
  return `${name.slice(0, name.length - extension.length)}-compact${extension}`;
}
