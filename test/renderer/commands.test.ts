import { useToast } from '@nuxt/ui/composables';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { getCurrentInstance, type App } from 'vue';
import { useRouter } from 'vue-router';
import { usePickerStore } from '#renderer/modules/files/picker.store.ts';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import { useReportStore } from '#renderer/modules/reports/report.store.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
import { useCommandDialogsStore } from '#renderer/shell/commands/command-dialogs.store.ts';
import { shortcutGroups } from '#renderer/shell/commands/shortcut-groups.ts';
import { isPressed, keysOf, type Keyboard } from '#renderer/shell/commands/shortcuts.ts';
import { useCommands } from '#renderer/shell/commands/use-commands.ts';
import { usePalette } from '#renderer/shell/commands/use-palette.ts';
import { useShortcuts } from '#renderer/shell/commands/use-shortcuts.ts';
import { useWindowRequests } from '#renderer/shell/commands/use-window-requests.ts';
import { accelerators, commandIds } from '#shared/model/command.ts';
import { createTestApp, inApp, Machine } from './app.ts';

const linux: Keyboard = { host: 'browser', platform: 'linux' };
const mac: Keyboard = { host: 'desktop', platform: 'darwin' };

let machine: Machine;
let app: App;
let mounted: App | undefined;
let notices: () => readonly unknown[];

beforeEach(async () => {
  machine = new Machine();
  app = createTestApp(machine);
  await useAboutStore().load();
});
afterEach(() => {
  // It listens to the keys of the whole window.
  mounted?.unmount();
});

/** The frame's use of the commands, and a few images that the machine has. */
function frameWith(...paths: readonly string[]) {
  for (const path of paths) machine.files.add(path);
  return inApp(app, () => {
    mounted = getCurrentInstance()?.appContext.app;
    const { toasts, clear } = useToast();
    clear();
    notices = () => toasts.value.map(({ title, description }) => [title, description]);
    const commands = useCommands();
    useShortcuts(commands);
    useWindowRequests(commands);
    return { commands, palette: usePalette(commands), router: useRouter() };
  });
}

describe('keys', () => {
  test('are written as people of the platform know them', () => {
    expect(keysOf('CmdOrCtrl+Shift+O', linux)).toEqual(['Ctrl', 'Shift', 'O']);
    expect(keysOf('CmdOrCtrl+Shift+O', mac)).toEqual(['⇧', '⌘', 'O']);
    expect(keysOf('CmdOrCtrl+Enter', mac)).toEqual(['⌘', '↩']);
  });

  const press = (key: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent('keydown', { key, ctrlKey: true, ...more });

  test('are taken with exactly their modifiers', () => {
    expect(isPressed('CmdOrCtrl+K', press('k'), linux)).toBe(true);
    expect(isPressed('CmdOrCtrl+K', press('K', { shiftKey: true }), linux)).toBe(false);
    expect(isPressed('CmdOrCtrl+K', press('k', { altKey: true }), linux)).toBe(false);
    expect(isPressed('CmdOrCtrl+K', press('k', { ctrlKey: false }), linux)).toBe(false);
    expect(isPressed('CmdOrCtrl+K', press('k'), mac)).toBe(false);
    expect(isPressed('CmdOrCtrl+K', press('k', { ctrlKey: false, metaKey: true }), mac)).toBe(true);
    expect(isPressed('CmdOrCtrl+Shift+O', press('O', { shiftKey: true }), linux)).toBe(true);
  });

  test('are found where a keyboard has other letters, or its punctuation behind Shift', () => {
    expect(isPressed('CmdOrCtrl+K', press('л', { code: 'KeyK' }), linux)).toBe(true);
    expect(isPressed('CmdOrCtrl+/', press('/', { shiftKey: true }), linux)).toBe(true);
  });

  test('are listed for the host that takes them, and no others', () => {
    const titles = (keyboard: Keyboard) =>
      shortcutGroups(commandIds, keyboard).flatMap(({ shortcuts }) => shortcuts.map(({ title }) => title));
    expect(titles(mac)).toEqual(expect.arrayContaining(['Create an image…', 'Open images…', 'Full screen']));
    expect(titles(linux)).toEqual(expect.arrayContaining(['Open images…', 'Full screen']));
    expect(titles(linux)).not.toContain('Create an image…');
  });

  test('leave a browser what it cannot or should not give away', () => {
    const taken = Object.values(accelerators).flatMap(({ browser }) => browser ?? []);
    expect(taken.filter((keys) => /\+([NTWLFRPCVXAZ]|\d)$/.test(keys))).toEqual([]);
    expect(new Set(taken).size).toBe(taken.length);
  });
});

describe('commands', () => {
  test('go to every page', async () => {
    const { commands, router } = frameWith();
    for (const page of ['jobs', 'create', 'convert', 'settings', 'images'] as const) {
      await commands.request(`go-${page}`);
      expect(router.currentRoute.value.name).toBe(page);
    }
  });

  test('on an image wait for one to be selected, and say so', async () => {
    const { commands } = frameWith();
    await commands.request('check-image');
    await vi.waitFor(() => {
      expect(notices()).toEqual([['Check', 'Select an image first.']]);
    });
    expect(machine.maintained).toEqual([]);
  });

  test('on an image are about the selected one, and show what comes of it', async () => {
    const { commands, router } = frameWith('/disks/a.vdi', '/disks/b.vdi');
    machine.requests.send({ kind: 'open', paths: ['/disks/b.vdi', '/disks/a.vdi'] });
    await vi.waitFor(() => {
      expect(useImagesStore().selected?.image.kind).toBe('known');
    });
    expect(router.currentRoute.value.name).toBe('images');

    await commands.request('check-image');
    expect(machine.maintained).toEqual([['check', { path: '/disks/b.vdi' }]]);
    expect(useImagesStore().tab).toBe('check');
    const inspect = vi.spyOn(machine.services.images, 'inspect');
    await commands.request('look-again');
    expect(inspect.mock.lastCall?.[0]).toEqual({ path: '/disks/b.vdi' });
    await commands.request('show-map');
    expect(useImagesStore().tab).toBe('map');
    await commands.request('convert-image');
    expect(router.currentRoute.value.name).toBe('convert');
    await commands.request('remove-image');
    expect(useImagesStore().selected?.path).not.toBe('/disks/b.vdi');
  });

  test('change a setting, unless it is so already', async () => {
    const change = vi.spyOn(machine.services.settings, 'change');
    const { commands } = frameWith();
    await commands.request('theme-dark');
    expect(change.mock.lastCall?.[0]).toEqual({ theme: 'dark' });
    await commands.request('language-system');
    expect(change).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => {
      expect(notices()).toEqual([['Language of the system', 'This is how it is now.']]);
    });
  });

  test('that the program asks for are done once each', async () => {
    const { router } = frameWith();
    machine.requests.send({ kind: 'command', command: 'show-shortcuts' });
    machine.requests.send({ kind: 'command', command: 'go-jobs' });
    await vi.waitFor(() => {
      expect(router.currentRoute.value.name).toBe('jobs');
    });
    // What only lists commands makes way for the next one.
    expect(useCommandDialogsStore().shown).toBeUndefined();
  });

  test('files from the desktop close what lies over the page, below which nobody would see them', async () => {
    const { router } = frameWith('/disks/a.vdi');
    await router.push({ name: 'jobs' });
    const picked = usePickerStore().open({ kind: 'files' });
    useCommandDialogsStore().shown = 'repair';
    useReportStore().isOpen = true;
    machine.requests.send({ kind: 'open', paths: ['/disks/a.vdi'] });
    await vi.waitFor(() => {
      expect([router.currentRoute.value.name, useImagesStore().selected?.path]).toEqual(['images', '/disks/a.vdi']);
    });
    expect(await picked).toEqual([]);
    expect([useCommandDialogsStore().shown, useReportStore().isOpen]).toEqual([undefined, false]);
  });

  test('are taken from the keyboard in a browser, but not from the menu of the desktop program a second time', async () => {
    frameWith();
    const press = () => {
      const event = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(press()).toBe(true);
    expect(useCommandDialogsStore().shown).toBe('palette');
    const about = useAboutStore();
    about.about = { ...(await about.load()), host: 'desktop' };
    expect(press()).toBe(false);
    expect(useCommandDialogsStore().shown).toBe('palette');
  });
});

describe('the palette', () => {
  const groupIds = ({ palette }: ReturnType<typeof frameWith>) => palette.value.map(({ id }) => id);

  test('has what is of use before what is not, and every command of the host', () => {
    const frame = frameWith();
    expect(groupIds(frame)).toEqual(['file', 'go', 'view', 'help', 'image', 'jobs']);
    const labels = frame.palette.value.flatMap(({ items }) => items.map(({ label }) => label));
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).toHaveLength(frame.commands.known.value.length - 1);
    expect(labels).not.toContain('Show in folder');
  });

  test('names the selected image, and has the opened ones', async () => {
    const frame = frameWith('/disks/a.vdi');
    machine.requests.send({ kind: 'open', paths: ['/disks/a.vdi'] });
    await vi.waitFor(() => {
      expect(groupIds(frame)).toContain('opened');
    });
    const labels = frame.palette.value.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Image: a.vdi', 'Opened images']));
    expect(frame.palette.value.at(-2)?.items[0]).toMatchObject({ label: 'a.vdi', suffix: '/disks' });
  });
});
