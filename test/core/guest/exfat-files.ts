import type { NodeFile } from '#main/core/io/node-file.ts';

/**
 * Writes files into an exFAT file system, since no tool does without mounting: each in pieces, with a chain in the table.
 * Only for file systems as mkfs.exfat leaves them. Written from the specification, apart from the code that is tested.
 */
export class ExfatFiles {
  readonly #file: NodeFile;
  #boot = Buffer.alloc(512);
  #entries = 0;

  constructor(file: NodeFile) {
    this.#file = file;
  }

  get clusterSize(): number {
    return 2 ** ((this.#boot[108] ?? 0) + (this.#boot[109] ?? 0));
  }

  /** Where a cluster lies. */
  placeOf(cluster: number): number {
    return this.#boot.readUInt32LE(88) * 2 ** (this.#boot[108] ?? 0) + (cluster - 2) * this.clusterSize;
  }

  async open(): Promise<this> {
    await this.#file.read(0, this.#boot);
    const root = Buffer.alloc(this.clusterSize);
    await this.#file.read(this.#root, root);
    while (root[this.#entries * 32] !== 0) this.#entries += 1;
    return this;
  }

  get #root(): number {
    return this.placeOf(this.#boot.readUInt32LE(96));
  }

  /** Writes a file into the given clusters, in their order. */
  async write(name: string, content: Buffer, clusters: readonly number[]): Promise<void> {
    for (const [i, cluster] of clusters.entries()) {
      const piece = content.subarray(i * this.clusterSize, (i + 1) * this.clusterSize);
      await this.#file.write(this.placeOf(cluster), piece);
      await this.#link(cluster, clusters[i + 1] ?? 0xffff_ffff);
      await this.#markUsed(cluster);
    }
    const entries = entrySet(name, content.length, clusters[0] ?? 0);
    await this.#file.write(this.#root + this.#entries * 32, entries);
    this.#entries += entries.length / 32;
  }

  /** The content of a file, through its chain. */
  async read(first: number, length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let cluster = first; cluster !== 0xffff_ffff; cluster = await this.#next(cluster)) {
      const piece = Buffer.alloc(this.clusterSize);
      await this.#file.read(this.placeOf(cluster), piece);
      pieces.push(piece);
    }
    return Buffer.concat(pieces).subarray(0, length);
  }

  #entryOf(cluster: number): number {
    return this.#boot.readUInt32LE(80) * 2 ** (this.#boot[108] ?? 0) + cluster * 4;
  }

  async #next(cluster: number): Promise<number> {
    const entry = Buffer.alloc(4);
    await this.#file.read(this.#entryOf(cluster), entry);
    return entry.readUInt32LE();
  }

  async #link(cluster: number, next: number): Promise<void> {
    const entry = Buffer.alloc(4);
    entry.writeUInt32LE(next);
    await this.#file.write(this.#entryOf(cluster), entry);
  }

  /** mkfs.exfat puts the bitmap into cluster 2. */
  async #markUsed(cluster: number): Promise<void> {
    const at = this.placeOf(2) + Math.floor((cluster - 2) / 8);
    const byte = Buffer.alloc(1);
    await this.#file.read(at, byte);
    byte[0] = (byte[0] ?? 0) | (1 << ((cluster - 2) % 8));
    await this.#file.write(at, byte);
  }
}

/** The directory entries of one file: itself, where it lies, its name. Names of up to 15 ASCII capitals will do. */
function entrySet(name: string, length: number, first: number): Buffer {
  const set = Buffer.alloc(3 * 32);
  set[0] = 0x85;
  set[1] = 2;
  set[4] = 0x20;
  // 1 January 2020, or thereabouts.
  for (const at of [8, 12, 16]) set.writeUInt32LE((40 << 25) | (1 << 21) | (1 << 16), at);
  set[32] = 0xc0;
  set[33] = 1;
  set[35] = name.length;
  set.writeUInt16LE(sum16(Buffer.from(name, 'utf16le')), 36);
  set.writeBigUInt64LE(BigInt(length), 40);
  set.writeUInt32LE(first, 52);
  set.writeBigUInt64LE(BigInt(length), 56);
  set[64] = 0xc1;
  set.write(name, 66, 'utf16le');
  set.writeUInt16LE(sum16(Buffer.concat([set.subarray(0, 2), set.subarray(4)])), 2);
  return set;
}

function sum16(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => (((sum << 15) | (sum >>> 1)) + byte) & 0xffff, 0);
}
