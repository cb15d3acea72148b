import { KiB } from '#shared/model/bytes.ts';
import type { CreatePlan, Sink, TargetFiles } from '../../disk/format.ts';
import { takeSpace } from '../../io/take-space.ts';

/** Writes a raw image of which every byte takes room from the start. What is skipped is room that reads as zeros. */
export async function createFull(files: TargetFiles, plan: CreatePlan<object>): Promise<Sink> {
  await takeSpace(files.main, plan.virtualSize);
  return createSparse(files, plan);
}

/** Writes a sparse raw image: data goes where it belongs, and what is skipped stays a hole. */
export function createSparse({ main }: TargetFiles, { virtualSize }: CreatePlan<object>): Promise<Sink> {
  return Promise.resolve({
    // The block of common file systems, and so the smallest hole they keep.
    granularity: 4 * KiB,
    data: (at, bytes, signal) => main.write(at, bytes, signal),
    finish: () => main.resize(virtualSize),
  });
}
