import { expect, test } from 'vitest';
import { dataFolder } from '#main/server/data-folder.ts';

test.each([
  ['linux', '/home/ada', {}, '/home/ada/.local/state/platter'],
  ['linux', '/home/ada', { XDG_STATE_HOME: '/state' }, '/state/platter'],
  ['linux', '/home/ada', { XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/platter'],
  ['linux', '/home/ada', { XDG_STATE_HOME: '' }, '/home/ada/.local/state/platter'],
  ['darwin', '/Users/ada', { XDG_STATE_HOME: '/state' }, '/Users/ada/Library/Application Support/Platter'],
  ['win32', 'C:\\Users\\ada', { APPDATA: 'D:\\Roaming' }, 'D:\\Roaming\\Platter'],
  ['win32', 'C:\\Users\\ada', {}, 'C:\\Users\\ada\\AppData\\Roaming\\Platter'],
] as const)('on %s for %s with %j, what is kept goes to %s', (platform, home, environment, expected) => {
  expect(dataFolder({ platform, home, environment })).toBe(expected);
});
