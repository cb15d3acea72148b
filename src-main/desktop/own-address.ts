/** The page's own scheme. Unlike file:, it has an origin, sees nothing of the disk and takes headers. */
export const scheme = 'platter';

/** The one host of the scheme. */
export const host = 'app';

/** The address of the packaged page. */
export const pageUrl = `${scheme}://${host}/`;

/** The origin of an address as Chromium states it. Node says `null` for schemes it does not know. Undefined for no address. */
export function originOf(url: string): string | undefined {
  const address = URL.parse(url);
  return address ? `${address.protocol}//${address.host}` : undefined;
}
