import { contentSecurityPolicy } from '#shared/content-security-policy.ts';

/**
 * What goes with every answer of both hosts. Nothing may be framed, sniffed, shared with another origin or kept: a browser
 * that kept scripts of an origin as short-lived as a loopback port could run them for whoever listens there tomorrow.
 */
export const securityHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;
