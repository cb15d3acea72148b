import { onBeforeUnmount, onMounted, readonly, ref, type Ref } from 'vue';

/** What files are dropped for: the two halves of the window. */
export type DropPurpose = 'convert' | 'inspect';

export interface FileDrop {
  /** The half that files hover over; undefined while there are none. */
  readonly purpose: Readonly<Ref<DropPurpose | undefined>>;
}

/** Takes files that are dropped anywhere in the window; without it, a browser would leave the page for the file. */
export function useFileDrop(onDrop: (files: readonly File[], purpose: DropPurpose) => void): FileDrop {
  const purpose = ref<DropPurpose>();
  // Entering a child fires before leaving its parent: only the count tells when the pointer has left the window.
  let depth = 0;

  const enter = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    purpose.value = purposeAt(event);
  };
  const over = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    purpose.value = purposeAt(event);
  };
  const leave = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) purpose.value = undefined;
  };
  const drop = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    purpose.value = undefined;
    onDrop([...(event.dataTransfer?.files ?? [])], purposeAt(event));
  };

  onMounted(() => {
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('dragenter', enter);
    window.removeEventListener('dragover', over);
    window.removeEventListener('dragleave', leave);
    window.removeEventListener('drop', drop);
  });
  return { purpose: readonly(purpose) };
}

/** The halves lie side by side in a wide window and one above the other in a tall one, as DropOverlay shows them. */
function purposeAt({ clientX, clientY }: DragEvent): DropPurpose {
  const isInFirst = innerWidth >= innerHeight ? clientX < innerWidth / 2 : clientY < innerHeight / 2;
  return isInFirst ? 'convert' : 'inspect';
}

function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
