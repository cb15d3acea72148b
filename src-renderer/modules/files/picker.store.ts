import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** What is picked: files that are there, one such file, a folder, or the name of a file to be written. */
export type PickerKind = 'files' | 'file' | 'folder' | 'save';

/** What becomes of a file that has the name already: the person is asked whether to replace it, or has to take another name. */
export type ExistingFile = 'ask' | 'refuse';

export interface PickerRequest {
  readonly kind: PickerKind;
  /** The folder to show first; defaults to the one shown last. */
  readonly startIn?: string | undefined;
  /** Shows only names with this in them, until the person changes it. */
  readonly search?: string | undefined;
  /** The name to begin with, when saving. */
  readonly name?: string | undefined;
  readonly existing?: ExistingFile | undefined;
}

interface OpenRequest extends PickerRequest {
  readonly answer: (paths: readonly string[]) => void;
}

/** The window's own picker, for browsers, which have no dialogs for files of another program. */
export const usePickerStore = defineStore('picker', () => {
  const request = shallowRef<OpenRequest>();
  const lastFolder = shallowRef<string>();

  /** Opens the picker; resolves to what was picked, nothing when it was dismissed. */
  function open(wanted: PickerRequest): Promise<readonly string[]> {
    request.value?.answer([]);
    return new Promise((answer) => {
      request.value = { ...wanted, answer };
    });
  }

  function close(paths: readonly string[] = []): void {
    request.value?.answer(paths);
    request.value = undefined;
  }

  return { request, lastFolder, open, close };
});
