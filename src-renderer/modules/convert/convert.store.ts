import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { OptionValues } from '#shared/model/convert.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { useCatalogueStore, type TargetChoice } from '../formats/catalogue.store.ts';
import type { Row } from './row.ts';

/** What is to be converted, into what, and where to. It outlives the page, so that a look at the jobs loses nothing. */
export const useConvertStore = defineStore('convert', () => {
  const host = useAboutStore();
  const catalogue = useCatalogueStore();
  const rows = shallowRef<readonly Row[]>([]);
  const wanted = shallowRef<TargetChoice>();
  const chosenFolder = ref<string>();
  const verify = ref(true);
  const optionsByTarget = shallowReactive(new Map<string, OptionValues>());
  let lastId = 0;

  /** The choice for all rows: the person's, else the first one of the catalogue. */
  const choice = computed<TargetChoice | undefined>(() => {
    if (wanted.value) return wanted.value;
    const [format] = catalogue.creatable;
    const [variant] = format?.creatable ?? [];
    return format && variant && { format: format.id, variant: variant.id };
  });

  /** Where results go: the folder that was chosen, else the one of the first source. */
  const folder = computed(() => {
    const [first] = rows.value;
    return chosenFolder.value ?? (first && host.paths.folderOf(first.path));
  });

  /** Every target in use, each once: their options are what Details shows. */
  const targets = computed<readonly TargetChoice[]>(() => {
    const used = rows.value.map(choiceOf).filter((one) => one !== undefined);
    return [...new Map(used.map((one) => [keyOf(one), one])).values()];
  });

  function choiceOf(row: Row): TargetChoice | undefined {
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
  function chooseForAll(target: TargetChoice): void {
    wanted.value = target;
    rows.value = rows.value.map((row) => ({ ...row, choice: undefined }));
  }

  function optionsFor(target: TargetChoice): OptionValues {
    return optionsByTarget.get(keyOf(target)) ?? {};
  }

  /** Sets one option of a target; undefined takes it back to its default. */
  function setOption(target: TargetChoice, name: string, value: string | number | boolean | undefined): void {
    const others = Object.entries(optionsFor(target)).filter(([other]) => other !== name);
    const entries = value === undefined ? others : [...others, [name, value] as const];
    optionsByTarget.set(keyOf(target), Object.fromEntries(entries));
  }

  return {
    rows,
    choice,
    folder,
    chosenFolder,
    verify,
    targets,
    choiceOf,
    add,
    change,
    remove,
    chooseForAll,
    optionsFor,
    setOption,
  };
});

/** One text for a target, to compare it and to look it up. */
export function keyOf({ format, variant }: TargetChoice): string {
  return `${format}/${variant}`;
}
