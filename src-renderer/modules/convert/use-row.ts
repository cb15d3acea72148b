import { computed, type ComputedRef } from 'vue';
import { useAboutStore } from '../../shell/about.store.ts';
import { convertText } from '../../text/convert.ts';
import { sizeInWords } from '../../text/quantities.ts';
import { userOf } from '../images/image-row.ts';
import { useImages } from '../images/use-images.ts';
import { useImagesStore } from '../images/images.store.ts';
import { useConvertStore } from './convert.store.ts';
import { isHeld, needsFolder, problemOf, type Row } from './row.ts';

/** Something to know about a row, and what can be done about it. */
export interface RowNote {
  readonly id: 'salvage' | 'in-use' | 'taken' | 'replaced' | 'rounded';
  readonly tone: 'warning' | 'muted';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface RowActions {
  readonly notes: ComputedRef<readonly RowNote[]>;
  /** True when there is more to say of it than its columns do. */
  readonly hasRemarks: ComputedRef<boolean>;
  /** Takes what can be read of a damaged image. */
  readonly salvage: () => void;
  /** Goes to the Images page and shows the check of the image. */
  readonly check: () => Promise<void>;
}

/** What a row tells besides its columns. */
export function useRow(row: () => Row): RowActions {
  const store = useConvertStore();
  const host = useAboutStore();
  const images = useImages();
  const imagesStore = useImagesStore();
  const nameOf = (path: string) => host.paths.nameOf(path);

  function* notesOf(of: Row): Generator<RowNote> {
    const { id, image, target, salvage, mayReplace } = of;
    if (salvage === true) {
      const run = () => {
        store.change(id, { salvage: false });
      };
      const action = { label: convertText.salvage.takeBack, run };
      yield { id: 'salvage', tone: 'warning', text: convertText.salvage.promise, action };
    }
    const user = userOf(of);
    if (user !== undefined && of.readInUse === true) {
      const run = () => {
        store.change(id, { readInUse: false });
      };
      const action = { label: convertText.inUse.takeBack, run };
      yield { id: 'in-use', tone: 'warning', text: convertText.inUse.promise(user), action };
    }
    const keep = {
      label: convertText.replace.takeBack,
      run: () => {
        store.change(id, { mayReplace: undefined });
      },
    };
    if (mayReplace !== undefined && needsFolder(of))
      yield { id: 'replaced', tone: 'warning', text: convertText.replace.notYet(nameOf(mayReplace)), action: keep };
    if (target.kind !== 'known') return;
    const { plan, input, taken } = target.value;
    if (input.overwrite === true && plan.clashes.length > 0) {
      const text = convertText.replace.promise(nameOf(plan.clashes[0] ?? plan.target), plan.clashes.length - 1);
      yield { id: 'replaced', tone: 'warning', text, action: keep };
    }
    if (taken) {
      const run = () => {
        store.change(id, { mayReplace: taken.path });
      };
      const text = convertText.renamed(nameOf(taken.path), nameOf(plan.target));
      const action = { label: convertText.replace.offer, run };
      yield { id: 'taken', tone: 'warning', text, ...(taken.by === 'file' && { action }) };
    }
    const before = image.kind === 'known' ? sizeInWords(image.value.virtualSize) : undefined;
    const after = sizeInWords(plan.virtualSize);
    if (before !== undefined && before !== after)
      yield { id: 'rounded', tone: 'muted', text: convertText.rounded(after) };
  }

  const notes = computed(() => [...notesOf(row())]);

  return {
    notes,
    hasRemarks: computed(() => notes.value.length > 0 || problemOf(row()) !== undefined || isHeld(row())),
    salvage: () => {
      store.change(row().id, { salvage: true });
    },
    async check() {
      imagesStore.tab = 'check';
      await images.show(row().path);
    },
  };
}
