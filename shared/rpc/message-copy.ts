/**
 * A deep copy of a message. Throws for anything that would not arrive unchanged through JSON or through a structured clone:
 * functions, dates, byte arrays, bigints, NaN, cycles. Properties that are undefined are left out, as JSON does.
 */
export function copyOfMessage(message: unknown, path = 'message'): unknown {
  if (message === null || typeof message === 'string' || typeof message === 'boolean') return message;
  if (typeof message === 'number' && Number.isFinite(message)) return message;
  if (Array.isArray(message)) return message.map((item, index) => copyOfMessage(item, `${path}[${String(index)}]`));
  if (typeof message === 'object' && isPlain(message)) {
    const kept = Object.entries(message).filter(([, value]) => value !== undefined);
    return Object.fromEntries(kept.map(([key, value]) => [key, copyOfMessage(value, `${path}.${key}`)]));
  }
  throw new TypeError(`${path} is not plain data and cannot be sent`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
