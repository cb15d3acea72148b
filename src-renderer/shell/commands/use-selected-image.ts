import type { ImageRow } from '../../modules/images/image-row.ts';
import { useImagesStore } from '../../modules/images/images.store.ts';
import { commandsText } from '../../text/commands.ts';
import { definePageAction, type Action } from '../action.ts';

export interface SelectedImage {
  readonly isSelected: () => boolean;
  /** Throws while none is selected: ask `isSelected` first. */
  readonly selected: () => ImageRow;
  /** An action on that image, which waits for one to be selected, and does without the connection. */
  readonly defineImageAction: (definition: ImageActionDefinition) => Action;
}

export interface ImageActionDefinition {
  /** Why it cannot be done with this image now, in words. */
  readonly validate?: (row: ImageRow) => string | undefined;
  readonly run: (row: ImageRow) => Promise<void> | void;
}

/** The image that commands are about: the one selected on the Images page. */
export function useSelectedImage(): SelectedImage {
  const store = useImagesStore();

  return {
    isSelected: () => store.selected !== undefined,
    selected: () => {
      if (!store.selected) throw new Error('No image is selected.');
      return store.selected;
    },
    defineImageAction: ({ validate, run }) =>
      definePageAction({
        validate: () => (store.selected ? validate?.(store.selected) : commandsText.reasons.noImage),
        run: async () => {
          if (store.selected) await run(store.selected);
        },
      }),
  };
}
