import { onMounted, onScopeDispose, type ShallowRef } from 'vue';

/** A canvas and what it is to show. */
export interface CanvasUse {
  readonly canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>;
  /** The room for the canvas in pixels of the screen, at first and whenever it changes. */
  readonly resized: (width: number, pixelRatio: number) => void;
  readonly paint: (canvas: HTMLCanvasElement) => void;
}

/**
 * Keeps a canvas painted: returns the way to have it painted anew before the next frame, and does so itself when the theme or the room
 * changes. The canvas fills the width of its parent.
 */
export function useCanvas({ canvas, resized, paint }: CanvasUse): () => void {
  let frame: number | undefined;

  function repaint(): void {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      if (canvas.value) paint(canvas.value);
    });
  }
  function measure(): void {
    const room = canvas.value?.parentElement?.clientWidth ?? 0;
    resized(Math.floor(room * devicePixelRatio), devicePixelRatio);
    repaint();
  }

  const room = new ResizeObserver(measure);
  const theme = new MutationObserver(repaint);
  onMounted(() => {
    measure();
    if (canvas.value?.parentElement) room.observe(canvas.value.parentElement);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
    // Zooming the window changes the pixels of the screen, even where the room stays the same.
    addEventListener('resize', measure);
  });
  onScopeDispose(() => {
    room.disconnect();
    theme.disconnect();
    removeEventListener('resize', measure);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });
  return repaint;
}
