import type { VNode } from 'vue';
import { element } from '../element.ts';

const clock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** A time (Unix milliseconds) as the clock of this computer shows it, and exactly for programs. */
export function moment(time: number): VNode {
  return element('time', { datetime: new Date(time).toISOString() }, clock.format(time));
}
