import { h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { element, type Content } from './element.ts';
import { logo } from './parts/logo.ts';
import { moment } from './parts/moment.ts';
import { style } from './style.ts';

/** What differs from report to report. */
export interface Page {
  /** What was done, such as `Check`. */
  readonly kind: string;
  /** What it was done to: the heading. */
  readonly heading: string;
  readonly content: Content;
}

/** No script, no request, no form: a report shows what is in it and can do nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page as one HTML document that needs nothing else. `endedAt` is in Unix milliseconds. */
export async function documentOf({ kind, heading, content }: Page, endedAt: number): Promise<string> {
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', {}, `${heading} · ${kind} · Platter`),
    // Not escaped, which style sheets do not know, and never anything but our own text.
    h('style', { innerHTML: style }),
  );
  const banner = element(
    'header',
    {},
    element('p', { class: 'brand' }, logo(), 'Platter'),
    element('p', { class: 'muted' }, moment(endedAt)),
  );
  const main = element(
    'main',
    {},
    element('p', { class: 'kind' }, kind),
    element('h1', {}, element('bdi', {}, heading)),
    content,
  );
  return `<!doctype html>\n${await renderToString(element('html', { lang: 'en' }, head, element('body', {}, banner, main)))}\n`;
}
