import { EventEmitter } from 'node:events';
import type { BoundsDouble } from './window.ts';

/** `nativeTheme`: what the program chooses is stronger than what the system has. */
export class NativeThemeDouble extends EventEmitter {
  #system = false;
  #source: 'system' | 'light' | 'dark' = 'system';

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#system : this.#source === 'dark';
  }

  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source;
  }

  set themeSource(source) {
    this.#source = source;
    this.emit('updated');
  }

  /** The system becomes dark or light. */
  becomeDark(isDark: boolean): void {
    this.#system = isDark;
    this.emit('updated');
  }
}

/** `powerSaveBlocker`. */
export class PowerSaveBlockerDouble {
  /** What is kept from happening now, by id. */
  readonly started = new Map<number, string>();
  #last = 0;

  start(type: string): number {
    this.#last += 1;
    this.started.set(this.#last, type);
    return this.#last;
  }

  stop(id: number): boolean {
    return this.started.delete(id);
  }
}

/** `screen`, which may be asked only when Electron is ready. */
export class ScreenDouble {
  /** The work areas of the displays; the first is the main one. */
  workAreas: readonly BoundsDouble[] = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  readonly #isReady: () => boolean;

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  getAllDisplays() {
    if (!this.#isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    return this.workAreas.map((workArea) => ({ workArea }));
  }

  getPrimaryDisplay() {
    const [display] = this.getAllDisplays();
    if (display === undefined) throw new Error('There is no display.');
    return display;
  }
}

/** `powerMonitor`: logind says that the machine is about to stop, and waits some seconds for who asks it to. */
export class PowerMonitorDouble extends EventEmitter {
  /** True when the machine would wait. */
  shutDown(): boolean {
    const event = new Event('shutdown', { cancelable: true });
    this.emit('shutdown', event);
    return event.defaultPrevented;
  }
}

/** `Notification`. The person clicks by `emit('click')`. */
export class NotificationDouble extends EventEmitter {
  static supported = true;
  static readonly shown: NotificationDouble[] = [];
  readonly title: string;
  readonly body: string;
  isClosed = false;

  constructor({ title = '', body = '' }: { title?: string; body?: string } = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return NotificationDouble.supported;
  }

  show(): void {
    NotificationDouble.shown.push(this);
  }

  close(): void {
    this.isClosed = true;
  }
}
