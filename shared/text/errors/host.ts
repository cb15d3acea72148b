import type { ErrorTable } from './row.ts';

/** Refusals of the two hosts of the window: the desktop, and the server on loopback. */
export const hostErrors = {
  'host.browser-only': {
    code: 'denied',
    says: 'The desktop window has no {what} for its page. Use the file dialog, or drop the files on the window.',
  },
  'host.desktop-only': {
    code: 'denied',
    says: 'A window in a browser has no {what}. Type the path, or use the desktop window.',
  },
  'host.folder-too-large': {
    code: 'too-large',
    says: 'The folder {path} has more than {limit} entries, too many to list here. Type the path of the file.',
  },
  'host.no-byte-output': {
    code: 'unsupported',
    says: 'The installed program cannot write the bytes of a disk to stdout on Windows: Electron puts a line break before them. Nothing was written. "platter convert --format raw" writes them to a file.',
  },
  'server.port-in-use': {
    code: 'in-use',
    says: 'Another program listens on port {port} of this computer. Choose another port, or none to get a free one.',
  },
  'server.port-denied': {
    code: 'denied',
    says: 'The system does not allow Platter to listen on port {port}. Choose a port above 1023, or none to get a free one.',
  },
  'server.no-window': {
    code: 'missing-file',
    says: 'The files of the window are not in {path}. Install Platter again, or build it with "npm run build".',
  },
} as const satisfies ErrorTable;
