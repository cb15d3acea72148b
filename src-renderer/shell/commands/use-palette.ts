import { computed, type ComputedRef } from 'vue';
import { commandMenus, type CommandId, type CommandMenu } from '#shared/model/command.ts';
import { useImagesStore } from '../../modules/images/images.store.ts';
import { useImages } from '../../modules/images/use-images.ts';
import { commandsText } from '../../text/commands.ts';
import { useAboutStore } from '../about.store.ts';
import { commandIcons } from './icons.ts';
import { acceleratorOf, keysOf } from './shortcuts.ts';
import type { Commands } from './use-commands.ts';

/** One line of the palette: plain values, which it watches all the way down. */
export interface PaletteEntry {
  readonly label: string;
  readonly icon: string;
  /** What else it is found by. */
  readonly synonyms: readonly string[];
  readonly keys: readonly string[];
  /** Where a file lies. */
  readonly suffix?: string;
  /** Why it cannot be chosen now. */
  readonly reason?: string | undefined;
  readonly run: () => Promise<void>;
}

export interface PaletteGroup {
  readonly id: string;
  readonly label: string;
  readonly items: PaletteEntry[];
}

const menus = Object.keys(commandMenus) as CommandMenu[];

/** What the palette offers: the commands by their menus, those that are of no use now last, and the opened images. */
export function usePalette({ actions, known }: Commands): ComputedRef<PaletteGroup[]> {
  const host = useAboutStore();
  const images = useImagesStore();
  const { show } = useImages();

  function entryOf(command: CommandId): PaletteEntry {
    const accelerator = host.about && acceleratorOf(command, host.about);
    return {
      label: commandsText.titles[command],
      icon: commandIcons[command],
      synonyms: commandsText.synonyms[command].split(', '),
      keys: host.about && accelerator !== undefined ? keysOf(accelerator, host.about) : [],
      reason: actions[command].reason.value,
      run: () => actions[command].run(),
    };
  }

  function groupOf(menu: CommandMenu): PaletteGroup {
    const { selected } = images;
    const isOfImage = menu === 'image' && selected !== undefined;
    const commands: readonly CommandId[] = commandMenus[menu].flat();
    return {
      id: menu,
      label: isOfImage ? commandsText.palette.ofImage(host.paths.nameOf(selected.path)) : commandsText.menus[menu],
      // It is open already.
      items: commands.filter((id) => known.value.includes(id) && id !== 'show-palette').map(entryOf),
    };
  }

  const opened = computed<PaletteGroup>(() => ({
    id: 'opened',
    label: commandsText.palette.images,
    items: images.rows.map(({ path }) => ({
      label: host.paths.nameOf(path),
      suffix: host.paths.folderOf(path),
      icon: commandIcons['go-images'],
      synonyms: [],
      keys: [],
      run: () => show(path),
    })),
  }));

  return computed(() => {
    const groups = [...menus.map(groupOf), opened.value].filter(({ items }) => items.length > 0);
    const isUseful = ({ items }: PaletteGroup) => items.some(({ reason }) => reason === undefined);
    return [...groups.filter(isUseful), ...groups.filter((group) => !isUseful(group))];
  });
}
