import { onBeforeUnmount, onMounted, readonly, ref, type Ref } from 'vue';

export interface FileDrop {
  /** True while files hover over the window. */
  readonly isOver: Readonly<Ref<boolean>>;
}

/** Takes files that are dropped anywhere in the window; without it, a browser would leave the page for the file. */
export function useFileDrop(onDrop: (files: readonly File[]) => void): FileDrop {
  const isOver = ref(false);
  // Entering a child fires before leaving its parent: only the count tells when the pointer has left the window.
  let depth = 0;

  const enter = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    isOver.value = true;
  };
  const over = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };
  const leave = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    depth = Math.max(0, depth - 1);
    isOver.value = depth > 0;
  };
  const drop = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    isOver.value = false;
    onDrop([...(event.dataTransfer?.files ?? [])]);
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
  return { isOver: readonly(isOver) };
}

function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
