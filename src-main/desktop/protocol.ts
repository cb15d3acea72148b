import { protocol, type Protocol } from 'electron';
import type { RendererFiles } from '../page/renderer-files.ts';
import { securityHeaders } from '../page/security-headers.ts';
import { host, scheme } from './own-address.ts';

/** Makes the scheme one with an origin, in a secure context. Must be called once, before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers the addresses of the scheme with the files of the window, and with nothing else. */
export function serveWindow(protocols: Protocol, files: RendererFiles): void {
  protocols.handle(scheme, (request) => answer(request, files));
}

function answer({ method, url }: Request, files: RendererFiles): Response {
  const address = new URL(url);
  const file = address.host === host ? files.get(address.pathname) : undefined;
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: securityHeaders });
  if (file === undefined) return new Response(null, { status: 404, headers: securityHeaders });
  const headers = { ...securityHeaders, 'Content-Type': file.type };
  return new Response(method === 'HEAD' ? null : file.bytes, { headers });
}
