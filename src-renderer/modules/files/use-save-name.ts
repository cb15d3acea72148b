import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { filesText } from '../../text/files.ts';
import type { ExistingFile } from './picker.store.ts';
import type { Listing } from './use-folder.ts';

export interface SaveNameSources {
  readonly listing: () => Listing | undefined;
  readonly existing: () => ExistingFile;
  readonly join: (folder: string, name: string) => string;
}

export interface SaveName {
  readonly name: Ref<string>;
  /** The path of the file of that name in the shown folder; undefined while it may not be saved there. */
  readonly path: ComputedRef<string | undefined>;
  /** What is in the way of the name, or what the person is being asked. */
  readonly remark: ComputedRef<string | undefined>;
  /** True while the person is asked whether to replace a file. */
  readonly isAsking: Readonly<Ref<boolean>>;
  /** The path to save to; undefined when a question has to be answered first, which is then asked. */
  readonly settle: () => string | undefined;
}

/** The name of a file to be written, and the question whether to replace one that has it. */
export function useSaveName({ listing, existing, join }: SaveNameSources): SaveName {
  const name = ref('');
  const isAsking = ref(false);
  const wanted = computed(() => name.value.trim());

  /** File systems of Windows and macOS take names that differ in case only for one, so a question too many is asked elsewhere. */
  const entry = computed(() => listing()?.entries.find((one) => one.name.toLowerCase() === wanted.value.toLowerCase()));
  const isInvalid = computed(() => wanted.value === '' || /[\\/]/.test(wanted.value) || /^\.+$/.test(wanted.value));
  const isRefused = computed(
    () => isInvalid.value || entry.value?.kind === 'folder' || (entry.value !== undefined && existing() === 'refuse'),
  );
  const path = computed(() => {
    const folder = listing()?.path;
    return folder === undefined || isRefused.value ? undefined : join(folder, wanted.value);
  });
  const remark = computed(() => {
    if (listing() === undefined) return undefined;
    if (isInvalid.value) return filesText.nameInvalid;
    if (entry.value?.kind === 'folder') return filesText.isFolder(wanted.value);
    if (isRefused.value) return filesText.isThere(wanted.value);
    return isAsking.value ? filesText.askReplace(wanted.value) : undefined;
  });

  watch(path, () => {
    isAsking.value = false;
  });

  return {
    name,
    path,
    remark,
    isAsking,
    settle() {
      if (path.value === undefined) return undefined;
      if (entry.value === undefined || isAsking.value) return path.value;
      isAsking.value = true;
      return undefined;
    },
  };
}
