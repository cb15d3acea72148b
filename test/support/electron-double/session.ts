import { EventEmitter } from 'node:events';

interface Scheme {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean };
}

type Answer = (request: Request) => Response | Promise<Response>;
type RequestHandler = (
  page: null,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: { readonly requestingUrl: string },
) => void;
type CheckHandler = (page: null, permission: string, requestingOrigin: string) => boolean;

/** `protocol`: schemes are registered before Electron is ready, and answered with real requests and responses. */
export class ProtocolDouble {
  readonly #isReady: () => boolean;
  readonly #schemes = new Map<string, Scheme>();
  readonly #answers = new Map<string, Answer>();

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: readonly Scheme[]): void {
    if (this.#isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const scheme of schemes) this.#schemes.set(scheme.scheme, scheme);
  }

  handle(scheme: string, answer: Answer): void {
    if (this.#answers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    this.#answers.set(scheme, answer);
  }

  /** Only a standard scheme has an origin. */
  originOf(url: string): string {
    const { protocol, host, origin } = new URL(url);
    return this.#schemes.get(protocol.slice(0, -1))?.privileges?.standard ? `${protocol}//${host}` : origin;
  }

  /** What a page gets for an address of a handled scheme. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const answer = this.#answers.get(new URL(url).protocol.slice(0, -1));
    if (!answer) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
    return answer(new Request(url, init));
  }
}

type RequestListener = (details: { readonly url: string }, answer: (response: { cancel?: boolean }) => void) => void;

/** `session.webRequest`, with the patterns of addresses that Chromium knows for extensions. */
class WebRequestDouble {
  #patterns: readonly RegExp[] = [];
  #listener: RequestListener = (_, answer) => {
    answer({});
  };

  onBeforeRequest({ urls }: { readonly urls: readonly string[] }, listener: RequestListener): void {
    this.#patterns = urls.map((url) => new RegExp(`^${url.replaceAll('*', '.*')}$`));
    this.#listener = listener;
  }

  /** True when a page would get an answer from that address. */
  isAllowed(url: string): boolean {
    let isCancelled = false;
    const isListenedTo = this.#patterns.some((pattern) => pattern.test(url));
    if (isListenedTo) this.#listener({ url }, ({ cancel = false }) => (isCancelled = cancel));
    return !isCancelled;
  }
}

/** `session.defaultSession`: a permission that no handler refuses is granted, as Electron does. */
export class SessionDouble extends EventEmitter {
  readonly protocol: ProtocolDouble;
  readonly webRequest = new WebRequestDouble();
  #request: RequestHandler = (_page, _permission, answer) => {
    answer(true);
  };
  #check: CheckHandler = () => true;
  #device: (details: object) => boolean = () => true;

  constructor(protocol: ProtocolDouble) {
    super();
    this.protocol = protocol;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: (details: object) => boolean): void {
    this.#device = handler;
  }

  /** A page saves something as a file. True when it would be written. */
  download(): boolean {
    const event = new Event('will-download', { cancelable: true });
    this.emit('will-download', event, {}, {});
    return !event.defaultPrevented;
  }

  /** What a page at `url` is told when it asks for a permission, when it only looks, and when it wants a device. */
  async permissions(permission: string, url: string): Promise<readonly [boolean, boolean, boolean]> {
    const requested = await new Promise<boolean>((resolve) => {
      this.#request(null, permission, resolve, { requestingUrl: url });
    });
    return [requested, this.#check(null, permission, url), this.#device({ deviceType: permission, origin: url })];
  }
}
