/**
 * What the page may load and reach, in both hosts: its own files and its own server, nothing inline. Styles are all in files:
 * src-renderer/theme.css defines the colours that Nuxt UI would otherwise write into a style element at run time.
 * Browsers older than 2022 do not count a WebSocket to the page's own server as 'self', hence the loopback addresses.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
