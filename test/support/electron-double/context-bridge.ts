/** The two worlds of a page are one-way mirrors of each other: what crosses is copied, and functions call back through. */

/** Copies a value into the other world, as Electron's contextBridge does: no prototypes, no symbols, no identity. */
function bridged(value: unknown): unknown {
  if (typeof value === 'function') return bridgedFunction(value as (...values: unknown[]) => unknown);
  if (value instanceof Promise) return value.then(bridged, (thrown: unknown) => Promise.reject(bridgedError(thrown)));
  // Chromium's own objects cross as they are.
  if (value instanceof Blob) return value;
  if (Array.isArray(value)) return value.map(bridged);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bridged(member)]));
  return structuredClone(value);
}

/** What `exposeInMainWorld` makes of an API: copied and frozen, all the way down. */
export function exposed(api: unknown): unknown {
  return freeze(bridged(api));
}

function bridgedFunction(call: (...values: unknown[]) => unknown) {
  return (...values: unknown[]) => {
    try {
      return bridged(call(...values.map(bridged)));
    } catch (thrown) {
      throw bridgedError(thrown);
    }
  };
}

/** Nothing of an error but its message crosses. */
export function bridgedError(thrown: unknown): Error {
  return new Error(thrown instanceof Error ? thrown.message : String(thrown));
}

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !(value instanceof Promise)) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
