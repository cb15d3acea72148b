/** True when the first sector ends like a boot sector, as partition tables and the file systems of Microsoft do. */
export function hasBootSignature(head: Uint8Array): boolean {
  return head[510] === 0x55 && head[511] === 0xaa;
}

/** True when these characters, each a byte, stand at a place. */
export function hasText(head: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (head[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
