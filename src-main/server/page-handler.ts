import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOwnHost } from './admission.ts';
import type { RendererFiles } from '../page/renderer-files.ts';
import { securityHeaders } from '../page/security-headers.ts';

/** Answers requests for the files of the window and nothing else. The files are public; the token guards the WebSocket. */
export function pageHandler(files: RendererFiles): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    // A request body is never wanted: it is drained, not kept.
    request.resume();
    const port = request.socket.localPort ?? 0;
    if (!isOwnHost(request.headers, port)) {
      refuse(response, 421);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      // Whatever follows of it is not waited for.
      refuse(response, 405, { Allow: 'GET, HEAD', Connection: 'close' });
      return;
    }
    const file = files.get(pathOf(request.url));
    if (file === undefined) {
      refuse(response, 404);
      return;
    }
    response.writeHead(200, { ...securityHeaders, 'Content-Type': file.type, 'Content-Length': file.bytes.byteLength });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  };
}

function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? '';
}

function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...securityHeaders, ...headers, 'Content-Length': 0 });
  response.end();
}
