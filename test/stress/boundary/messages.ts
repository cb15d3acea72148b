import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { methodsOfContract, type Method } from '#test/support/contract-inputs.ts';
import type { Random } from '#test/support/random.ts';
import { openSocket } from '../../server/web-server.ts';
import { secret, type Target } from './target.ts';

/**
 * `shell.grant` is how the person's own page says what they picked: with the token, it grants, as it should. `shell.requests`
 * never says anything in a browser.
 */
const leftOut = ['shell.grant', 'shell.requests'];
const methods = methodsOfContract().filter(({ area, verb }) => !leftOut.includes(`${area}.${verb}`)) as [
  Method,
  ...Method[],
];

const strangers: readonly [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  '\u0000',
  '\ud800',
  '../'.repeat(50),
  'x'.repeat(100_000),
  '<img src=x onerror=alert(1)>',
  [],
  {},
  [[[[[[]]]]]],
  { toString: 1, constructor: 2, hasOwnProperty: 3 },
  Array.from({ length: 30_000 }, () => 0),
];

/** A word for a place of an input: names of files that nobody granted, of the one that is granted, of formats, and nonsense. */
function wordFor(random: Random, { granted, hidden }: Target): (place: string) => string {
  return (place) => {
    if (/format/i.test(place)) return random.pick(['raw', 'vdi', 'vmdk', '__proto__', '']);
    return random.pick([
      hidden,
      `${granted}/../../${hidden}`,
      `${hidden}\u0000`,
      granted,
      `${granted}.new`,
      'x',
      '/',
      '',
    ]);
  };
}

/** Puts something strange in some place of an input. */
function spoilt(random: Random, input: unknown): unknown {
  if (typeof input !== 'object' || input === null || random.below(4) === 0) return random.pick(strangers);
  const keys = Object.keys(input);
  if (keys.length === 0) return random.pick(strangers);
  const key = random.pick(keys as [string, ...string[]]);
  const entries = Object.entries(input as Record<string, unknown>).map(
    ([name, value]) => [name, name === key ? spoilt(random, value) : value] as const,
  );
  return Array.isArray(input) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** The text of a message: a request that is whole, or spoilt in its input or in itself. */
function messageFrom(random: Random, id: number, target: Target): { readonly text: string; readonly title: string } {
  const method = random.pick(methods);
  const { area, verb } = method;
  const whole = method.input(wordFor(random, target));
  const request = { kind: 'request', id, area, verb, input: whole, credit: 1 + random.below(4) };
  const title = `${area}.${verb}`;
  const choice = random.below(8);
  if (choice < 2) return { title, text: JSON.stringify(request) };
  if (choice < 6) return { title, text: JSON.stringify({ ...request, input: spoilt(random, whole) }) };
  if (choice === 6) {
    const other = spoilt(random, request);
    const isObject = typeof other === 'object' && other !== null && !Array.isArray(other);
    return { title, text: JSON.stringify(isObject ? { ...other, id } : other) };
  }
  // Written by hand, since no object becomes this.
  const input = `{"__proto__":{"path":${JSON.stringify(target.hidden)}},"path":1}`;
  return { title, text: `{"kind":"request","id":${id},"area":"${area}","verb":"${verb}","input":${input}}` };
}

/** Refusals repeat the path that they refuse; settings keep where dialogs begin, which opens nothing. */
const isResult = /^{"kind":"(?:result|item)"/;
const area = (title: string) => title.split('.')[0];

/**
 * An answer without what jobs repeat of what a page said itself: words of their inputs that name no file, so that a page can put
 * there what it likes, and the refusals of these.
 */
function withoutWords(answer: string): string {
  const isWord = (key: string) => ['variant', 'profile', 'error'].includes(key);
  return JSON.stringify(JSON.parse(answer, (key, value: unknown) => (isWord(key) ? undefined : value)));
}

/** What stands before and behind a name in an answer. */
function around(answer: string, name: string): string {
  const at = answer.indexOf(name);
  return answer.slice(Math.max(0, at - 160), at + name.length + 40);
}

/** One page that was taken over and tries many things, one after the other. */
export class HostilePage implements Disposable {
  readonly #socket: WebSocket;
  readonly #target: Target;
  #id = 0;

  private constructor(socket: WebSocket, target: Target) {
    this.#socket = socket;
    this.#target = target;
  }

  static async open(target: Target): Promise<HostilePage> {
    const socket = openSocket(target.address);
    socket.on('error', () => undefined);
    await once(socket, 'open');
    return new HostilePage(socket, target);
  }

  /** Sends one seeded message and gives back what is wrong with its answer. */
  async attack(random: Random): Promise<string | undefined> {
    const id = (this.#id += 1);
    const { text, title } = messageFrom(random, id, this.#target);
    const answer = await this.#ask(text, id);
    if (answer === undefined) return `${title}: the connection ended at ${text.slice(0, 200)}`;
    if (answer.includes(secret)) return `${title}: a secret came back for ${text.slice(0, 200)}`;
    if (area(title) !== 'settings' && isResult.test(answer) && withoutWords(answer).includes(this.#target.hidden))
      return `${title}: ${around(withoutWords(answer), this.#target.hidden)} for ${text.slice(0, 200)}`;
    if (answer.includes('internal.unexpected')) return `${title}: ${answer.slice(0, 200)} for ${text.slice(0, 200)}`;
    // One that waits for news would be in the way of others.
    this.#socket.send(JSON.stringify({ kind: 'cancel', id }));
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  /** The first answer to a message, `''` where there is none since it waits for news; undefined when the connection ended. */
  #ask(text: string, id: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const end = (answer: string | undefined) => {
        clearTimeout(nudge);
        this.#socket.off('message', look).off('close', leave);
        resolve(answer);
      };
      const look = (data: Buffer) => {
        const answer = data.toString();
        if ((JSON.parse(answer) as { id?: unknown }).id === id) end(answer);
      };
      const leave = () => {
        end(undefined);
      };
      // What was no request gets no answer.
      const nudge = setTimeout(end, 300, '');
      this.#socket.on('message', look).once('close', leave);
      if (this.#socket.readyState !== this.#socket.OPEN) leave();
      this.#socket.send(text);
    });
  }
}
