import { homedir } from 'node:os';
import path from 'node:path';

/** What the choice of a folder goes by. */
interface Surroundings {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/**
 * Where a program without Electron keeps what is the person's: the usual place of the system. A variable that holds no
 * absolute path counts as not set, as the XDG rules say.
 */
export function dataFolder(surroundings: Surroundings = {}): string {
  const { platform = process.platform, environment = process.env, home = homedir() } = surroundings;
  const system = platform === 'win32' ? path.win32 : path.posix;
  const set = (name: string): string | undefined => {
    const value = environment[name];
    return value !== undefined && system.isAbsolute(value) ? value : undefined;
  };
  if (platform === 'darwin') return system.join(home, 'Library', 'Application Support', 'Platter');
  if (platform === 'win32') return system.join(set('APPDATA') ?? system.join(home, 'AppData', 'Roaming'), 'Platter');
  return system.join(set('XDG_STATE_HOME') ?? system.join(home, '.local', 'state'), 'platter');
}
