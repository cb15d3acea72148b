import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useSetting } from '#renderer/modules/settings/use-setting.ts';
import { usePickerStore } from '#renderer/modules/files/picker.store.ts';
import { usePick } from '#renderer/modules/files/use-pick.ts';
import { announcements } from '#renderer/shell/announcer.ts';
import { recall, remember } from '#renderer/shell/recall.ts';
import { useSettingsStore } from '#renderer/shell/settings.store.ts';
import { chooseTheme, startTheme } from '#renderer/shell/theme.ts';
import { usePreferences } from '#renderer/shell/use-preferences.ts';
import { language, locale } from '#renderer/text/language.ts';
import { timeInWords } from '#renderer/text/times.ts';
import { DiskError, toWire } from '#shared/errors.ts';
import { defaultSettings, themes } from '#shared/model/settings.ts';
import { createTestApp, inApp, Machine } from './app.ts';

const isDark = () => document.documentElement.classList.contains('dark');

describe('settings', () => {
  let machine: Machine;
  let app: ReturnType<typeof createTestApp>;

  beforeEach(() => {
    localStorage.clear();
    machine = new Machine();
    app = createTestApp(machine);
  });

  async function known(): Promise<void> {
    const store = useSettingsStore();
    await vi.waitFor(() => {
      expect(store.isKnown).toBe(true);
    });
  }

  test('are kept when they are written to, with a quiet word, and only when they differ', async () => {
    await known();
    const { value, isSaved } = inApp(app, () => useSetting('compressionLevel', () => 'Compression'));
    value.value = 6;
    expect(isSaved.value).toBe(false);
    value.value = 9;
    await vi.waitFor(() => {
      expect([value.value, isSaved.value]).toEqual([9, true]);
    });
    expect(machine.settings).toEqual({ ...defaultSettings, compressionLevel: 9 });
    expect(announcements.value.at(-1)?.text).toBe('Compression: saved');
  });

  test('that could not be written to the disk hold, but are not said to be saved', async () => {
    await known();
    machine.settingsNotice = toWire(new DiskError('settings.not-kept', { problem: 'The disk is full.' }));
    const { value, isSaved } = inApp(app, () => useSetting('verify', () => 'Verify'));
    value.value = false;
    await vi.waitFor(() => {
      expect(useSettingsStore().notice?.reason).toBe('settings.not-kept');
    });
    expect([value.value, isSaved.value]).toEqual([false, false]);
  });

  test('decide theme and language as soon as they are known, and what was so the last time until then', async () => {
    remember('theme', 'dark');
    remember('language', 'de');
    machine.settings = { ...defaultSettings, theme: 'light', language: 'en' };
    startTheme();
    inApp(app, usePreferences);
    expect([isDark(), language.value, document.documentElement.lang]).toEqual([true, 'de', 'de']);
    await known();
    await vi.waitFor(() => {
      expect([isDark(), language.value, document.documentElement.lang]).toEqual([false, 'en', 'en']);
    });
    expect([recall('theme', themes), recall('language', ['en', 'de'])]).toEqual(['light', 'en']);
  });

  test('say where the picker begins', async () => {
    machine.settings = { ...defaultSettings, imageFolder: '/machines' };
    await known();
    const picker = usePickerStore();
    const picked = inApp(app, usePick).pickFiles();
    await vi.waitFor(() => {
      expect(picker.request).toMatchObject({ kind: 'files', startIn: '/machines' });
    });
    picker.close(['/machines/a.vdi']);
    expect([await picked, machine.granted]).toEqual([['/machines/a.vdi'], ['/machines/a.vdi']]);
  });
});

describe('the theme', () => {
  test('is remembered for the first picture of the next time', () => {
    chooseTheme('dark');
    expect(isDark()).toBe(true);
    chooseTheme('light');
    expect(isDark()).toBe(false);
    localStorage.setItem('platter.theme', 'neon');
    expect(recall('theme', themes)).toBeUndefined();
  });

  test('is that of the system where the browser keeps nothing', () => {
    const refused = vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new Error('Not allowed.');
    });
    expect(recall('theme', themes)).toBeUndefined();
    refused.mockRestore();
  });
});

test('times are written as the person’s system writes them, where that speaks the language of the window', () => {
  expect(locale.value.toLowerCase().startsWith(language.value)).toBe(true);
  expect(timeInWords(undefined)).toBe('');
  const longAgo = new Date(2020, 1, 3, 4, 5);
  expect(timeInWords(longAgo.getTime())).toContain(longAgo.toLocaleDateString(locale.value));
});

test('a time gets its date at midnight, also where it was computed before', async () => {
  vi.useFakeTimers({ now: new Date(2026, 1, 3, 23, 58, 30) });
  vi.resetModules();
  const [times, { computed }] = await Promise.all([import('#renderer/text/times.ts'), import('vue')]);
  const moment = new Date(2026, 1, 3, 23, 50);
  const shown = computed(() => times.timeInWords(moment.getTime()));
  const date = moment.toLocaleDateString(locale.value);
  expect(shown.value).not.toContain(date);
  vi.advanceTimersByTime(60_000);
  expect(shown.value).not.toContain(date);
  vi.advanceTimersByTime(30_000);
  expect(shown.value).toContain(date);
  vi.useRealTimers();
});
