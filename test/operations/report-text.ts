import { Window } from 'happy-dom';

/** A report as a browser reads it, without a browser: nothing in it is run or loaded. */
export function readPage(html: string): Pick<Window['document'], 'querySelector' | 'querySelectorAll' | 'title'> {
  const { document } = new Window();
  document.write(html);
  return document;
}

/** All text that a person sees, runs of spaces as one. */
export function textOf(html: string): string {
  const text = [...readPage(html).querySelectorAll('main, header')].map((part) => spaced(part.innerHTML)).join(' ');
  const { document } = new Window();
  document.body.innerHTML = text;
  return document.body.textContent.replaceAll(/\s+/g, ' ').trim();
}

/** Elements of their own line are no words run together. */
function spaced(html: string): string {
  return html.replaceAll(/<\/(p|dt|dd|th|td|li|h\d|summary|caption|span|svg)>/g, ' $&');
}
