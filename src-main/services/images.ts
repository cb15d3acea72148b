import type { Services } from '#shared/contract/index.ts';
import { toDiskError } from '#shared/errors.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import { described } from '../core/library/changes.ts';
import type { Library } from '../core/library/library.ts';
import { inspect } from '../core/operations/inspect.ts';
import type { FilePolicy } from './file-policy.ts';
import { rememberedOf } from './remembered.ts';
import { unwatched } from './unwatched.ts';

export function imagesService(policy: FilePolicy, library: Library): Services['images'] {
  /** What is found out of an image that is listed is found out for the list as well. */
  async function keep(path: string, look: () => Promise<ImageInfo>): Promise<ImageInfo> {
    try {
      const image = await look();
      library.note(path, 'there');
      await library.change(described(path, rememberedOf(image)));
      return image;
    } catch (thrown) {
      const { reason, facts } = toDiskError(thrown);
      if (reason === 'file.missing' && facts['path'] === path) library.note(path, 'missing');
      throw thrown;
    }
  }

  return {
    async inspect({ path: named, format }, signal) {
      const path = await policy.mayRead(named);
      return keep(path, () => inspect({ path, sourceFormat: format }, unwatched(signal)));
    },
  };
}
