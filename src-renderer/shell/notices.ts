import { useToast } from '@nuxt/ui/composables';
import { h, type VNode } from 'vue';
import { toDiskError, toWire, type WireError } from '#shared/errors.ts';
import { shellText } from '../text/shell.ts';
import ErrorNotice from './ErrorNotice.vue';

export interface Notices {
  /** Something worth knowing that needs no answer. */
  readonly tell: (title: string, description?: string) => void;
  /** Something that befell Platter, which a person should know. */
  readonly warn: (title: string, notice: WireError) => void;
  /** An error as a sentence, with its code under Details. */
  readonly showError: (thrown: unknown) => void;
}

/** Milliseconds that an error stays: long enough to read what it means and what can be done, and to find the place again. */
const errorStays = 20_000;

/** Short messages at the top of the window; they leave by themselves. */
export function useNotices(): Notices {
  const toast = useToast();
  return {
    tell(title, description) {
      toast.add({ title, icon: 'i-lucide-info', color: 'neutral', ...(description !== undefined && { description }) });
    },
    warn(title, notice) {
      toast.add({
        title,
        description: inWords(notice),
        icon: 'i-lucide-triangle-alert',
        color: 'warning',
        duration: errorStays,
      });
    },
    showError(thrown) {
      toast.add({
        title: shellText.didNotWork,
        description: inWords(toWire(toDiskError(thrown))),
        icon: 'i-lucide-circle-alert',
        color: 'error',
        duration: errorStays,
      });
    },
  };
}

/** As a function, so that it follows the language while it is shown. */
function inWords(error: WireError): () => VNode {
  return () => h(ErrorNotice, { error });
}
