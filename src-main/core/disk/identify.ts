import { DiskError } from '#shared/errors.ts';
import { KiB } from '#shared/model/bytes.ts';
import type { Reader } from '../io/reader.ts';
import { recogniseForeign } from './foreign.ts';
import type { DiskFormat, Sample } from './format.ts';

const sampleSize = 4 * KiB;

/** Reads the first and the last bytes of a file for the probes. */
export async function takeSample(reader: Reader, name: string, signal?: AbortSignal): Promise<Sample> {
  const length = Math.min(reader.size, sampleSize);
  const head = new Uint8Array(length);
  const tail = new Uint8Array(length);
  await reader.read(0, head, signal);
  await reader.read(reader.size - length, tail, signal);
  return { name, size: reader.size, head, tail };
}

/**
 * Finds the one format that a sample shows. Raw is never guessed: a guest can write anything into its own sectors, and
 * a file that nothing recognises may be no disk at all.
 * Throws `probe.unknown`, `probe.several`, `probe.foreign` or `probe.empty`.
 */
export function identify(sample: Sample, formats: readonly DiskFormat[]): DiskFormat {
  const { name } = sample;
  if (sample.size === 0) throw new DiskError('probe.empty', { name });
  const probes = formats.map((format) => ({ format, probe: format.probe(sample) }));
  const certain = probes.filter(({ probe }) => probe.match === 'certain');
  const candidates = certain.length > 0 ? certain : probes.filter(({ probe }) => probe.match === 'possible');
  const foreign = recogniseForeign(sample);
  if (foreign && candidates.length === 0) throw new DiskError('probe.foreign', { name, ...foreign });

  const titles = candidates.map(({ format }) => format.title);
  if (foreign) titles.push(foreign.title);
  if (titles.length > 1) throw new DiskError('probe.several', { name, formats: titles.join(', ') });

  const [only] = candidates;
  if (!only) throw new DiskError('probe.unknown', { name });
  return only.format;
}

/** The format with an id, as people give it with `--source-format` or `--format`. Throws `format.unknown`. */
export function formatById(id: string, formats: readonly DiskFormat[]): DiskFormat {
  const found = formats.find((format) => format.id === id.toLowerCase());
  if (!found) throw new DiskError('format.unknown', { format: id, known: formats.map((f) => f.id).join(', ') });
  return found;
}
