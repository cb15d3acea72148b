import type { ButtonProps } from '@nuxt/ui';
import { useToast } from '@nuxt/ui/composables';
import { h, type VNode } from 'vue';
import { toDiskError, toWire, type WireError } from '#shared/errors.ts';
import { shellText } from '../text/shell.ts';
import ErrorNotice from './ErrorNotice.vue';

/** What can be done about what a notice tells, as long as it is shown. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => Promise<void>;
}

export interface Notices {
  /** Something worth knowing that needs no answer. */
  readonly tell: (title: string, description?: string, action?: NoticeAction) => void;
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
    tell(title, description, action) {
      toast.add({
        title,
        icon: 'i-lucide-info',
        color: 'neutral',
        ...(description !== undefined && { description }),
        ...(action && { actions: [buttonFor(action)], orientation: 'horizontal' as const }),
      });
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

function buttonFor({ label, run }: NoticeAction): ButtonProps {
  return { label, color: 'neutral', variant: 'outline', onClick: () => void run() };
}

/** As a function, so that it follows the language while it is shown. */
function inWords(error: WireError): () => VNode {
  return () => h(ErrorNotice, { error });
}
