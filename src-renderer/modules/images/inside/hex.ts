const bytesOfLine = 16;

/** Stored bytes in pairs, `7f 10 da be`; of many the first ones. */
export function spaced(hex: string, most: number): string {
  const pairs = (hex.slice(0, 2 * most).match(/../g) ?? []).join(' ');
  return hex.length > 2 * most ? `${pairs} …` : pairs;
}

/** Bytes as lines: where they are in their file, in hexadecimal, and as characters where they are printable. */
export function hexLines(hex: string, start: number): string {
  const width = Math.max(4, (start + hex.length / 2).toString(16).length);
  const lines: string[] = [];
  for (let at = 0; at < hex.length; at += 2 * bytesOfLine) {
    const line = hex.slice(at, at + 2 * bytesOfLine);
    const place = (start + at / 2).toString(16).padStart(width, '0');
    lines.push(`${place}  ${spaced(line, bytesOfLine).padEnd(3 * bytesOfLine - 1)}  ${characters(line)}`);
  }
  return lines.join('\n');
}

function characters(hex: string): string {
  return (hex.match(/../g) ?? [])
    .map((pair) => Number.parseInt(pair, 16))
    .map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'))
    .join('');
}
