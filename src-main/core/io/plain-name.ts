/**
 * True for a bare file name, one that stays in its folder. What is a separator or a drive on any system is refused on all,
 * so that an image written on one of them can be read on every other. On Windows, a colon anywhere names a hidden stream.
 */
export function isPlainName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]|^[a-z]:|:\/\//i.test(name)) return false;
  return process.platform !== 'win32' || !name.includes(':');
}
