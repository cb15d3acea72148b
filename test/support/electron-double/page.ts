import { EventEmitter } from 'node:events';
import { bridgedError, exposed } from './context-bridge.ts';

/** The origin Chromium gives an address: opaque for schemes that were not registered as standard. */
export type OriginOf = (url: string) => string;

/** A frame as the main process sees it. */
export class FrameDouble {
  readonly url: string;
  readonly origin: string;
  readonly parent: FrameDouble | null;
  detached = false;

  constructor(url: string, origin: string, parent: FrameDouble | null = null) {
    this.url = url;
    this.origin = origin;
    this.parent = parent;
  }
}

type Handler = (event: object, ...values: unknown[]) => unknown;

/** `ipcMain`, and the `ipc` of one page. */
class IpcMainDouble extends EventEmitter {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
}

export const ipcMain = new IpcMainDouble();

/** One document with its renderer side: what its preload script gets of Electron, and what its page sees. */
export class DocumentDouble {
  readonly frame: FrameDouble;
  readonly ipcRenderer: IpcRendererDouble;
  /** The globals that the preload script put on the page's window. */
  readonly mainWorld: Record<string, unknown> = {};
  readonly contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      if (Object.hasOwn(this.mainWorld, key)) throw new Error(`Cannot bind an API on top of an existing property`);
      this.mainWorld[key] = exposed(api);
    },
  };

  constructor(page: WebContentsDouble, frame: FrameDouble) {
    this.frame = frame;
    this.ipcRenderer = new IpcRendererDouble(page, frame);
  }
}

/** The renderer's end: everything is cloned when it is sent, and arrives later, in order. */
export class IpcRendererDouble extends EventEmitter {
  readonly #page: WebContentsDouble;
  readonly #frame: FrameDouble;

  constructor(page: WebContentsDouble, frame: FrameDouble) {
    super();
    this.#page = page;
    this.#frame = frame;
    this.setMaxListeners(0);
  }

  send(channel: string, ...values: unknown[]): void {
    const copies = structuredClone(values);
    setImmediate(() => {
      if (this.#page.isDestroyed()) return;
      const event = { sender: this.#page, senderFrame: this.#frame };
      this.#page.ipc.emit(channel, event, ...copies);
      ipcMain.emit(channel, event, ...copies);
    });
  }

  /** What a handler throws arrives as an error with its message and nothing else. */
  async invoke(channel: string, ...values: unknown[]): Promise<unknown> {
    const copies = structuredClone(values);
    const handler = this.#page.ipc.handlers.get(channel) ?? ipcMain.handlers.get(channel);
    if (!handler) throw new Error(`Error invoking remote method '${channel}': Error: No handler registered`);
    try {
      return structuredClone(await handler({ sender: this.#page, senderFrame: this.#frame }, ...copies));
    } catch (thrown) {
      throw new Error(`Error invoking remote method '${channel}': ${String(bridgedError(thrown))}`);
    }
  }
}

/** What `webContents` emits for a navigation: the handler may prevent it. */
class NavigationDouble {
  readonly url: string;
  readonly isMainFrame: boolean;
  prevented = false;

  constructor(url: string, isMainFrame: boolean) {
    this.url = url;
    this.isMainFrame = isMainFrame;
  }

  preventDefault(): void {
    this.prevented = true;
  }
}

/** The page of a window, with the levers that a person, a page or a crash would pull. */
export class WebContentsDouble extends EventEmitter {
  readonly ipc = new IpcMainDouble();
  document: DocumentDouble;
  readonly #originOf: OriginOf;
  #state: 'alive' | 'crashed' | 'destroyed' = 'alive';
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  constructor(originOf: OriginOf = (url) => new URL(url).origin) {
    super();
    this.#originOf = originOf;
    this.document = new DocumentDouble(this, new FrameDouble('about:blank', 'null'));
  }

  get mainFrame(): FrameDouble {
    return this.document.frame;
  }

  send(channel: string, ...values: unknown[]): void {
    if (this.#state === 'destroyed') throw new TypeError('Object has been destroyed');
    const copies = structuredClone(values);
    setImmediate(() => {
      // Whatever document the frame shows by then.
      if (this.#state === 'alive')
        this.document.ipcRenderer.emit(channel, { sender: this.document.ipcRenderer }, ...copies);
    });
  }

  isDestroyed(): boolean {
    return this.#state === 'destroyed';
  }

  isCrashed(): boolean {
    return this.#state === 'crashed';
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  reload(): void {
    this.commit(this.mainFrame.url);
  }

  /** Shows another document, as after a navigation that nobody prevented. */
  commit(url: string): DocumentDouble {
    this.#state = 'alive';
    this.mainFrame.detached = true;
    this.document = new DocumentDouble(this, new FrameDouble(url, this.#originOf(url)));
    this.emit('did-navigate', {}, url, 200, 'OK');
    return this.document;
  }

  /** A frame inside the page. */
  embed(url: string): DocumentDouble {
    return new DocumentDouble(this, new FrameDouble(url, this.#originOf(url), this.mainFrame));
  }

  /** A link is followed, or a script sets the address of a frame. True when the page has gone there. */
  navigate(url: string, { isMainFrame = true } = {}): boolean {
    const navigation = new NavigationDouble(url, isMainFrame);
    this.emit('will-frame-navigate', navigation);
    if (isMainFrame && !navigation.prevented) this.emit('will-navigate', navigation);
    if (!navigation.prevented && isMainFrame) this.commit(url);
    return !navigation.prevented;
  }

  /** A server answers with another address. True when it is followed. */
  redirect(url: string): boolean {
    const navigation = new NavigationDouble(url, true);
    this.emit('will-redirect', navigation);
    return !navigation.prevented;
  }

  /** `window.open`. True when a window would open. */
  open(url: string): boolean {
    return this.#openHandler({ url }).action === 'allow';
  }

  /** What WebRTC may do is up to Chromium, until a program says otherwise. */
  webRtcPolicy = 'default';

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }

  /** A script of the page asks to stay, as by `beforeunload`. True when the page is left all the same. */
  unload(): boolean {
    const attempt = new Event('will-prevent-unload', { cancelable: true });
    this.emit('will-prevent-unload', attempt);
    return attempt.defaultPrevented;
  }

  /** A `<webview>` is added. True when it would be attached. */
  attachWebview(): boolean {
    const attachment = new NavigationDouble('', false);
    this.emit('will-attach-webview', attachment, {}, {});
    return !attachment.prevented;
  }

  /** Ends the process of the page, however it is. */
  forcefullyCrashRenderer(): void {
    this.crash('killed');
  }

  crash(reason = 'crashed'): void {
    this.#state = 'crashed';
    this.mainFrame.detached = true;
    this.emit('render-process-gone', {}, { reason, exitCode: 1 });
  }

  destroy(): void {
    this.#state = 'destroyed';
    this.mainFrame.detached = true;
    this.emit('destroyed');
  }
}
