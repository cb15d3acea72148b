import { toWire } from '#shared/errors.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { Answer } from '../../backend/answer.ts';
import { useBackend } from '../../backend/client.ts';

/** Looks at an image; `format` where the person said what the file is. */
export type Inspect = (path: string, format: string | undefined) => Promise<Answer<ImageInfo>>;

export function useInspect(): Inspect {
  const backend = useBackend();
  return async (path, format) => {
    try {
      const api = await backend.api();
      const value = await api.images.inspect(format === undefined ? { path } : { path, format });
      return { kind: 'known', value };
    } catch (thrown) {
      return { kind: 'refused', error: toWire(thrown) };
    }
  };
}
