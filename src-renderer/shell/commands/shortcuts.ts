import { accelerators, type CommandId } from '#shared/model/command.ts';
import { commandsText } from '../../text/commands.ts';
import type { About } from '../about.store.ts';

/** Where keys are pressed: which of them are taken, and what is printed on them. */
export type Keyboard = Pick<About, 'host' | 'platform'>;

/** The accelerator of a command on this host; undefined when it has none there. */
export function acceleratorOf(command: CommandId, { host }: Keyboard): string | undefined {
  return accelerators[command]?.[host];
}

/** What is printed on the keys of an accelerator, in the order people of the platform write them. */
export function keysOf(accelerator: string, { platform }: Keyboard): readonly string[] {
  const parts = accelerator.split('+');
  if (platform !== 'darwin') return parts.map(keyOnPc);
  // macOS names the command key last.
  const [command, ...others] = parts.map((part) => keysOfMac[part] ?? part);
  const key = others.pop();
  return [...others, command, key].filter((one) => one !== undefined);
}

const keysOfMac: Readonly<Record<string, string>> = { CmdOrCtrl: '⌘', Shift: '⇧', Enter: '↩', Backspace: '⌫' };

function keyOnPc(part: string): string {
  const { control, shift, enter, backspace } = commandsText.keys;
  return { CmdOrCtrl: control, Shift: shift, Enter: enter, Backspace: backspace }[part] ?? part;
}

/** True when a pressed key is that accelerator. */
export function isPressed(accelerator: string, event: KeyboardEvent, { platform }: Keyboard): boolean {
  const parts = accelerator.split('+');
  const key = parts.at(-1)?.toLowerCase();
  const [command, other] = platform === 'darwin' ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (!command || other || event.altKey || keyOf(event) !== key) return false;
  // Where punctuation lies behind Shift differs between keyboards.
  return isPunctuation(key) || event.shiftKey === parts.includes('Shift');
}

/** A key of a Greek or Russian keyboard counts as the letter that a Latin one has in its place. */
function keyOf({ key, code }: KeyboardEvent): string {
  const isForeign = key.length === 1 && !/^[\x20-\x7e]$/.test(key);
  return (isForeign ? code.replace(/^(Key|Digit)/, '') : key).toLowerCase();
}

function isPunctuation(key: string): boolean {
  return /^[^a-z0-9]$/.test(key);
}
