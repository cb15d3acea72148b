/**
 * Values that one input may hold, numbers and words in lists counted each. Far above what a person can pick, far below what
 * makes checking an input a burden: a megabyte of wrong numbers would otherwise become half a gigabyte of complaints.
 */
const valueLimit = 20_000;

/** Lists in lists and objects in objects, at most; the contract needs three. */
const depthLimit = 32;

/** True when a value that came over a connection is too large or too deep to be looked at any closer. Its cost has the same bounds. */
export function isTooLarge(message: unknown): boolean {
  let left = valueLimit;

  function exceeds(value: unknown, depth: number): boolean {
    left -= 1;
    if (left < 0 || depth > depthLimit) return true;
    if (typeof value !== 'object' || value === null) return false;
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    // Every part costs one at least, so most of what is too large shows before its parts are looked at.
    return parts.length > left || parts.some((part) => exceeds(part, depth + 1));
  }

  return exceeds(message, 0);
}
