/** What this browser keeps for the next time, until the settings have come: only what would be seen to change. */
const prefix = 'platter.';

/** What was kept under a name, if it is one of the values that there are. */
export function recall<T extends string>(name: string, values: readonly T[]): T | undefined {
  try {
    const kept = localStorage.getItem(prefix + name);
    return values.find((value) => value === kept);
  } catch {
    // A browser may keep nothing for a page. Then the window begins as it does the first time.
    return undefined;
  }
}

/** Keeps a value for the next time, where the browser allows it. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // As above.
  }
}
