import { EventEmitter } from 'node:events';
import type { WebContentsDouble } from './page.ts';

export interface BoundsDouble {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What may be prevented. */
function preventable(name: string, values: Readonly<Record<string, unknown>> = {}) {
  return Object.assign(new Event(name, { cancelable: true }), values);
}

/** A window as the main process has it, with the levers of a person and of a system. */
export class WindowDouble extends EventEmitter {
  readonly options: Readonly<Record<string, unknown>>;
  readonly webContents: WebContentsDouble;
  isVisible = false;
  /** How often the program asked for the focus. */
  focused = 0;
  minimized = false;
  backgroundColor: unknown;
  /** Every bar that was set: its value and its mode. */
  readonly bars: (readonly [number, string])[] = [];
  #hasFocus = false;
  #isMaximized = false;
  #bounds: BoundsDouble;

  constructor(options: Readonly<Record<string, unknown>>, webContents: WebContentsDouble) {
    super();
    this.options = options;
    this.webContents = webContents;
    this.backgroundColor = options['backgroundColor'];
    const { x = 0, y = 0, width = 800, height = 600 } = options as Partial<BoundsDouble>;
    this.#bounds = { x, y, width, height };
  }

  /** Shows a window and gives it the focus. */
  show(): void {
    this.isVisible = true;
    this.#takeFocus();
  }

  focus(): void {
    this.focused += 1;
    this.#takeFocus();
  }

  isFocused(): boolean {
    return this.#hasFocus;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  restore(): void {
    this.minimized = false;
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  /** Shows a window as well, without giving it the focus. */
  maximize(): void {
    this.isVisible = true;
    this.#isMaximized = true;
    this.emit('maximize');
  }

  /** Where the window is when it is neither maximised nor minimised. */
  getNormalBounds(): BoundsDouble {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed');
    return this.#bounds;
  }

  setBackgroundColor(color: string): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed');
    this.backgroundColor = color;
  }

  setProgressBar(progress: number, { mode = 'normal' }: { mode?: string } = {}): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed');
    this.bars.push([progress, mode]);
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }

  /** The person closes the window, or the program asks it to close. */
  close(): void {
    const event = preventable('close');
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  /** Closes without asking anybody. */
  destroy(): void {
    this.webContents.destroy();
    this.#hasFocus = false;
    this.emit('closed');
  }

  /** The person goes elsewhere. */
  blur(): void {
    this.#hasFocus = false;
    this.emit('blur');
  }

  /** The person moves and resizes the window. */
  place(bounds: BoundsDouble): void {
    this.#bounds = bounds;
    this.emit('move');
    this.emit('resize');
  }

  /** Windows asks whether the session may end. True when the window has nothing against it. */
  querySessionEnd(reasons: readonly string[] = ['shutdown']): boolean {
    const event = preventable('query-session-end', { reasons });
    this.emit('query-session-end', event);
    return !event.defaultPrevented;
  }

  #takeFocus(): void {
    if (this.#hasFocus) return;
    this.#hasFocus = true;
    this.emit('focus');
  }
}
