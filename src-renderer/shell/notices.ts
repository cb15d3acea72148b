import { useToast } from '@nuxt/ui/composables';
import { toDiskError } from '#shared/errors.ts';
import { errorInWords } from '../text/errors.ts';
import { shellText } from '../text/shell.ts';

export interface Notices {
  /** Something worth knowing that needs no answer. */
  readonly tell: (title: string, description?: string) => void;
  /** Something that a person should know. */
  readonly warn: (title: string, description: string) => void;
  /** An error as a sentence. */
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
    warn(title, description) {
      toast.add({ title, description, icon: 'i-lucide-triangle-alert', color: 'warning' });
    },
    showError(thrown) {
      const error = toDiskError(thrown);
      toast.add({
        title: shellText.didNotWork,
        description: errorInWords(error),
        icon: 'i-lucide-circle-alert',
        color: 'error',
        duration: errorStays,
      });
    },
  };
}
