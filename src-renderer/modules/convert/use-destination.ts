import { computed, type ComputedRef } from 'vue';
import { useAboutStore } from '../../shell/about.store.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { convertText } from '../../text/convert.ts';
import { sizeInWords } from '../../text/quantities.ts';
import { usePick } from '../files/use-pick.ts';
import { forecastKey } from './convert-input.ts';
import { useConvertStore } from './convert.store.ts';
import { needsFolder } from './row.ts';

/** What the results need together, and what is there. */
export interface Space {
  readonly fits: boolean;
  readonly inWords: string;
}

export interface Destination {
  readonly changeFolder: Action;
  /** Gives leave to write into the folder that is shown. */
  readonly allowFolder: Action;
  /** Why that leave is asked for, in words; undefined when it is not. */
  readonly question: ComputedRef<string | undefined>;
  /** Undefined until something is planned. */
  readonly space: ComputedRef<Space | undefined>;
}

/** Where the results go, and whether they fit. */
export function useDestination(): Destination {
  const store = useConvertStore();
  const host = useAboutStore();
  const { pickFolder, grant } = usePick();

  const space = computed(() => {
    const planned = store.rows.flatMap(({ target }) => (target.kind === 'known' ? [target.value] : []));
    if (planned.length === 0) return undefined;
    const free = Math.min(...planned.map(({ plan }) => plan.freeBytes));
    let atMost = 0;
    let expected = 0;
    for (const { plan, input } of planned) {
      const forecast = store.forecasts.get(forecastKey(input));
      atMost += plan.neededBytes;
      expected += forecast === undefined || forecast === 'unknown' ? plan.neededBytes : forecast.expectedBytes;
    }
    const words = [free, expected, atMost].map(sizeInWords) as [string, string, string];
    if (atMost <= free) return { fits: true, inWords: convertText.space.fits(words[0], words[1]) };
    const sentence = expected <= free ? convertText.space.tight : convertText.space.short;
    return { fits: false, inWords: sentence(...words) };
  });

  const question = computed(() => {
    const waiting = store.rows.filter(needsFolder);
    if (waiting.length === 0 || store.folder === undefined) return undefined;
    const isToReplace = waiting.some(({ mayReplace }) => mayReplace !== undefined);
    return (isToReplace ? convertText.folder.toReplace : convertText.folder.toWrite)(store.folder);
  });

  const changeFolder = defineAction({
    validate: () => undefined,
    run: async () => {
      const picked = await pickFolder(store.folder);
      if (picked !== undefined) store.chooseFolder(picked);
    },
  });

  const allowFolder = defineAction({
    validate: () => undefined,
    run: async () => {
      const { folder } = store;
      if (folder === undefined) return;
      // A desktop grants what was picked in its dialog, which opens there; in a browser the button itself is the word.
      if (host.isDesktop) return changeFolder.run();
      await grant([folder]);
      store.chooseFolder(folder);
    },
  });

  return { changeFolder, allowFolder, question, space };
}
