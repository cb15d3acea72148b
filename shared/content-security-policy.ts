/**
 * What the page may load and reach, in both hosts: its own files and its own server. Nuxt UI adds style elements at run time,
 * hence 'unsafe-inline' for elements, and only for them: without scripts and remote addresses a style can do little.
 * Browsers older than 2022 do not count a WebSocket to the page's own server as 'self', hence the loopback addresses.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
  "style-src 'self'",
  "style-src-elem 'self' 'unsafe-inline'",
  "style-src-attr 'none'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
