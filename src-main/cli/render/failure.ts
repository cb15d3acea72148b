import { toDiskError, toWire, type DiskError } from '#shared/errors.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts';
import { plain } from '#shared/text/plain.ts';
import { jsonDocument } from './json.ts';
import { hasBegunToPrint, print, ReaderLeft, say } from './streams.ts';

/**
 * Puts what went wrong into words, or into the JSON of an error, and says how to end: well, where only the reader of a long
 * output has left. Never throws, never shows a stack trace unless PLATTER_DEBUG=1 asks for it.
 */
export async function reportFailure(thrown: unknown, { asJson }: { readonly asJson: boolean }): Promise<ExitCode> {
  if (thrown instanceof ReaderLeft) return exitCodes.fine;
  const error = toDiskError(thrown);
  if (process.env['PLATTER_DEBUG'] === '1') say(traceOf(thrown));
  // Behind a result that broke off, the JSON of an error would make both unreadable.
  const isForScripts = asJson && !hasBegunToPrint();
  if (!isForScripts || !(await printed(jsonDocument({ error: toWire(error) })))) say(plain(sentenceOf(error)));
  return exitCodeOf(error);
}

/** When the clean-up failed as well, the person has to know what lies around. */
function sentenceOf({ message, facts: { leftBehind } }: DiskError): string {
  return leftBehind === undefined ? message : `${message} But this could not be removed: ${String(leftBehind)}`;
}

async function printed(text: string): Promise<boolean> {
  try {
    await print(text);
    return true;
  } catch {
    return false;
  }
}

function traceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const trace = thrown.stack ?? thrown.message;
  return thrown.cause === undefined ? trace : `${trace}\ncaused by ${traceOf(thrown.cause)}`;
}
