import type { Services } from '#shared/contract/index.ts';
import type { SettingsStore } from '../core/settings/settings.ts';

export function settingsService(settings: SettingsStore): Services['settings'] {
  return {
    get: () => Promise.resolve(settings.current),
    watch: (_, signal) => settings.watch(signal),
    change: (input) => settings.change(input),
  };
}
