import path from 'node:path';

/**
 * The share of another computer, or the device, that a path of Windows lies on, as `\\server\share\`; undefined for paths that
 * begin with a drive, and on systems that mount shares like everything else.
 */
export function shareOf(file: string, system: path.PlatformPath = path): string | undefined {
  if (system.sep === '/') return undefined;
  const { root } = system.parse(system.normalize(file));
  return root.startsWith('\\\\') ? root.toLowerCase() : undefined;
}
