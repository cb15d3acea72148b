import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { ConvertForecast, Identifiers, OptionValues } from '#shared/model/convert.ts';
import type { OptionInfo } from '#shared/model/format.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { useSettingsStore } from '../../shell/settings.store.ts';
import { useCatalogueStore } from '../formats/catalogue.store.ts';
import { optionsOf, presetsOf } from './presets.ts';
import type { Row } from './row.ts';
import { keyOf, targetFor, type Target } from './target.ts';

/** What is to be converted, into what, and where to. It outlives the page, so that a look at the jobs loses nothing. */
export const useConvertStore = defineStore('convert', () => {
  const host = useAboutStore();
  const catalogue = useCatalogueStore();
  const settings = useSettingsStore();
  const rows = shallowRef<readonly Row[]>([]);
  const wanted = shallowRef<Target>();
  const chosenFolder = ref<string>();
  /** Counts the leave that was given to folders: what was refused before may be planned now. */
  const grants = ref(0);
  /** True while jobs are being started, by whichever button or key. */
  const isStarting = ref(false);
  const chosenVerify = ref<boolean>();
  const identifiers = ref<Identifiers>('new');
  const nameEnding = ref('');
  const optionsByTarget = shallowReactive(new Map<string, OptionValues>());
  const forecasts = shallowReactive(new Map<string, ConvertForecast | 'unknown'>());
  let lastId = 0;

  const verify = computed({
    get: () => chosenVerify.value ?? settings.values.verify,
    set: (next: boolean) => {
      chosenVerify.value = next;
    },
  });

  /** The choice for all rows: the person's, else the first product, else the first format of the catalogue. */
  const choice = computed<Target | undefined>(() => {
    if (wanted.value) return wanted.value;
    const [profile] = catalogue.profiles;
    if (profile) return targetFor(profile);
    const [format] = catalogue.creatable;
    const [variant] = format?.creatable ?? [];
    return format && variant && { format: format.id, variant: variant.id };
  });

  /** Where results go: the folder that was chosen, else the one of the settings, else the one of the first source. */
  const folder = computed(() => {
    const [first] = rows.value;
    return chosenFolder.value ?? settings.values.targetFolder ?? (first && host.paths.folderOf(first.path));
  });

  /** Every target in use, each once: their options are what Details shows. */
  const targets = computed<readonly Target[]>(() => {
    const used = rows.value.map(choiceOf).filter((one) => one !== undefined);
    return [...new Map(used.map((one) => [keyOf(one), one])).values()];
  });

  function choiceOf(row: Row): Target | undefined {
    return row.choice ?? choice.value;
  }

  /** Takes sources that are not in the list yet; returns their rows. */
  function add(paths: readonly string[], sourceFormat?: string): readonly Row[] {
    const known = new Set(rows.value.map(({ path }) => path));
    const added = [...new Set(paths)]
      .filter((path) => !known.has(path))
      .map((path): Row => ({
        id: String(++lastId),
        path,
        sourceFormat,
        image: { kind: 'waiting' },
        target: { kind: 'waiting' },
      }));
    rows.value = [...rows.value, ...added];
    return added;
  }

  function change(id: string, changes: Partial<Omit<Row, 'id' | 'path'>>): void {
    rows.value = rows.value.map((row) => (row.id === id ? { ...row, ...changes } : row));
  }

  function remove(ids: readonly string[]): void {
    rows.value = rows.value.filter(({ id }) => !ids.includes(id));
  }

  /** Sets the choice for all rows, single ones included. */
  function chooseForAll(target: Target): void {
    wanted.value = target;
    rows.value = rows.value.map((row) => ({ ...row, choice: undefined }));
  }

  /** Sets the folder for results, which has been granted. */
  function chooseFolder(path: string): void {
    chosenFolder.value = path;
    grants.value += 1;
  }

  const presetSources = () => ({ catalogue, compressionLevel: settings.values.compressionLevel });

  /** The options to show for a target, each with its preset as default. */
  function shownOptions(target: Target): readonly (readonly [name: string, option: OptionInfo])[] {
    return optionsOf(target, presetSources());
  }

  /** What the person chose of the options of a target. */
  function chosenOptions(target: Target): OptionValues {
    return optionsByTarget.get(keyOf(target)) ?? {};
  }

  /** The options to convert with. */
  function optionsFor(target: Target): OptionValues {
    return { ...presetsOf(target, presetSources()), ...chosenOptions(target) };
  }

  /** Sets one option of a target; undefined takes it back to its default. */
  function setOption(target: Target, name: string, value: string | number | boolean | undefined): void {
    const others = Object.entries(chosenOptions(target)).filter(([other]) => other !== name);
    const entries = value === undefined ? others : [...others, [name, value] as const];
    optionsByTarget.set(keyOf(target), Object.fromEntries(entries));
  }

  return {
    rows,
    choice,
    folder,
    chosenFolder: computed(() => chosenFolder.value),
    grants: computed(() => grants.value),
    isStarting,
    verify,
    identifiers,
    nameEnding,
    targets,
    /** By `forecastKey`; `unknown` where none could be made. */
    forecasts,
    choiceOf,
    add,
    change,
    remove,
    chooseForAll,
    chooseFolder,
    shownOptions,
    chosenOptions,
    optionsFor,
    setOption,
  };
});
