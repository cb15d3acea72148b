import { readonly, ref } from 'vue';

const message = ref('');

/** What a screen reader is to say next; AppFrame holds the live region. */
export const announcement = readonly(message);

/** Says something once, for people who do not see the page. Only for what has ended or gone wrong, never for every tick. */
export function announce(text: string): void {
  message.value = text;
}
