import { EventEmitter } from 'node:events';

/** `app`: it becomes ready when the test says so, and keeps what would end the program. */
export class AppDouble extends EventEmitter {
  readonly name = 'Platter';
  isPackaged = true;
  hasLock = true;
  /** The code the program ended with. */
  exitCode: number | undefined;
  /** The folder of package.json. */
  appPath = '/';
  /** Language and country of the system. */
  locale = 'en-US';
  isSandboxed = false;
  /** What was added to the system's list, in this order. */
  readonly recentDocuments: string[] = [];
  userModelId: string | undefined;
  aboutPanel: Readonly<Record<string, unknown>> = {};
  readonly commandLine = { getSwitchValue: (name: string) => this.switches.get(name) ?? '' };
  /** Switches that the program was started with. */
  readonly switches = new Map<string, string>();
  #userData: string | undefined;
  readonly #ready = Promise.withResolvers<undefined>();
  #isReady = false;

  becomeReady(): void {
    this.#isReady = true;
    this.#ready.resolve(undefined);
    this.emit('ready');
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<undefined> {
    return this.#ready.promise;
  }

  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.isSandboxed = true;
  }

  getAppPath(): string {
    return this.appPath;
  }

  /** Before Electron is ready, it does not know. */
  getLocale(): string {
    return this.#isReady ? this.locale : '';
  }

  getVersion(): string {
    return '1.2.3';
  }

  /** What the program keeps for its person goes where the test has its files. */
  getPath(name: string): string {
    return name === 'userData' ? (this.#userData ?? `${this.appPath}/userData`) : `/${name}`;
  }

  /** The folder may be another one, but has to be chosen before it is used. */
  setPath(name: string, path: string): void {
    if (name !== 'userData' || this.#isReady) throw new Error(`Failed to set path of '${name}'`);
    this.#userData = path;
  }

  addRecentDocument(path: string): void {
    this.recentDocuments.push(path);
  }

  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }

  setAboutPanelOptions(options: Readonly<Record<string, unknown>>): void {
    this.aboutPanel = options;
  }

  quit(): void {
    const event = new Event('before-quit', { cancelable: true });
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit();
  }

  exit(code = 0): void {
    this.exitCode ??= code;
  }
}
