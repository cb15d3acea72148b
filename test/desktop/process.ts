import { vi } from 'vitest';

/** Lets code see another process than the one of the tests, where it differs. `vi.unstubAllGlobals` ends it. */
export function pretendProcess(differences: Partial<Pick<NodeJS.Process, 'argv' | 'platform' | 'on'>>): void {
  const entries = Object.entries(differences).map(([name, value]) => [name, { value, configurable: true }]);
  vi.stubGlobal(
    'process',
    Object.create(process, Object.fromEntries(entries) as PropertyDescriptorMap) as NodeJS.Process,
  );
}
