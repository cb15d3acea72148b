/** True for Alt+Left, which goes back as in a browser; not where a Mac takes it to mean the word before. */
export function isBackKey({ altKey, key, target }: KeyboardEvent, platform: string | undefined): boolean {
  if (!altKey || key !== 'ArrowLeft' || !(target instanceof Element) || target.closest('[role=dialog]')) return false;
  return platform !== 'darwin' || !target.closest('input:not([type=radio], [type=range], [type=checkbox]), textarea');
}
