/** A Markdown table; cells may hold anything but line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |\n`).join('');
}

/** A bar ends a cell even inside code; an angle bracket is harmless there. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));
}

/** Text as code, safe inside a table. */
export function code(text: string): string {
  return `\`${text}\``;
}
