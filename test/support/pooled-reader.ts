import { stat } from 'node:fs/promises';
import type { HandlePool } from '#main/core/io/handle-pool.ts';
import { PooledReader } from '#main/core/io/pooled-file.ts';

/** A file of a pool, which opens it when it is needed. */
export async function pooledReader(path: string, pool: HandlePool): Promise<PooledReader> {
  return new PooledReader(path, await stat(path, { bigint: true }), pool);
}
