import type { Bytes } from '#shared/model/bytes.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import type { ImageFiles } from '../../disk/format.ts';
import type { BytesPatch, SizePatch } from '../../disk/patch.ts';
import type { DynamicSurvey } from './survey-dynamic.ts';
import type { FooterSurvey } from './survey-footers.ts';

/** What a repair goes by. */
export interface RepairCase {
  readonly files: ImageFiles;
  readonly footers: FooterSurvey;
  /** Absent for a fixed image. */
  readonly dynamic: DynamicSurvey | undefined;
  /** What was found and is to be repaired. */
  readonly wanted: ReadonlySet<FindingCode>;
  readonly signal: AbortSignal;
}

/** The first of some codes that is wanted. */
export function firstWanted({ wanted }: RepairCase, codes: readonly FindingCode[]): FindingCode | undefined {
  return codes.find((code) => wanted.has(code));
}

/**
 * Replaces bytes. Nothing is proposed twice for one place, so what is there now is what will be there when the patch is
 * applied; behind the end, zeros that a patch before has added.
 */
export async function replaced(
  { files: { main, name }, signal }: RepairCase,
  because: FindingCode,
  { at, now, size = main.size }: { readonly at: Bytes; readonly now: Uint8Array; readonly size?: Bytes },
): Promise<BytesPatch> {
  const was = new Uint8Array(Math.max(0, Math.min(now.length, size - at)));
  const present = was.subarray(0, Math.max(0, main.size - at));
  if (present.length > 0) await main.read(at, present, signal);
  return { kind: 'bytes', file: name, because, at, was, now };
}

export function resized(
  { files: { name } }: RepairCase,
  because: FindingCode,
  { was, now }: { readonly was: Bytes; readonly now: Bytes },
): SizePatch {
  return { kind: 'size', file: name, because, was, now };
}
