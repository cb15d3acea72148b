import { defineStore } from 'pinia';
import type { Api } from '#shared/contract/index.ts';
import { toWire } from '#shared/errors.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import { askUntilAnswered } from '../../backend/ask.ts';
import { useBackend } from '../../backend/client.ts';
import { isDue, type ImageRow } from './image-row.ts';
import { useImagesStore } from './images.store.ts';
import { createQueue } from './queue.ts';

/** How many images are looked at at the same time: enough to fill a list soon, few enough for a slow disk. */
const atOnce = 4;

/** What is found out about each image, and when. */
export const useLooksStore = defineStore('image-looks', () => {
  const backend = useBackend();
  const store = useImagesStore();
  const inTurn = createQueue(atOnce);
  const underWay = new Set<string>();

  async function look(id: string, ask: (api: Api, row: ImageRow) => Promise<ImageInfo>): Promise<void> {
    const row = store.find(id);
    if (!row) return;
    underWay.add(id);
    try {
      const value = await askUntilAnswered(backend, (api) => ask(api, row));
      store.change(id, { image: { kind: 'known', value }, path: value.path });
    } catch (thrown) {
      store.change(id, { image: { kind: 'refused', error: toWire(thrown) } });
    } finally {
      underWay.delete(id);
    }
  }

  /** Looks at an image again. */
  function refresh(id: string): Promise<void> {
    return look(id, (api, { path, sourceFormat }) => api.images.inspect({ path, ...formatOf(sourceFormat) }));
  }

  /** Looks at an image that the person opened, which is remembered from then on. */
  function open(id: string): Promise<void> {
    const ask = (api: Api, { path, sourceFormat, openedAt }: ImageRow) =>
      api.library.open({ path, openedAt, ...formatOf(sourceFormat) });
    return inTurn(() => look(id, ask));
  }

  /** Looks at a remembered image now, unless that was done in this session. */
  async function visit(id: string): Promise<void> {
    const row = store.find(id);
    if (row && isDue(row) && !underWay.has(id)) await refresh(id);
  }

  /** The same for one of many, when its turn comes. */
  function visitInTurn(id: string): Promise<void> {
    return inTurn(() => visit(id));
  }

  return { refresh, open, visit, visitInTurn };
});

function formatOf(sourceFormat: string | undefined): { readonly format?: string } {
  return sourceFormat === undefined ? {} : { format: sourceFormat };
}
