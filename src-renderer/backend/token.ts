const key = 'platter.token';
const pattern = /^#token=([\w-]+)$/;

/**
 * The secret that lets this page talk to its server. It comes in the fragment of the address that `platter serve` prints, is
 * kept for this tab, so that reloading works, and disappears from the address bar. Undefined when the page was opened without.
 */
export function takeToken(): string | undefined {
  const token = pattern.exec(location.hash)?.[1];
  if (token === undefined) return sessionStorage.getItem(key) ?? undefined;
  sessionStorage.setItem(key, token);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}
