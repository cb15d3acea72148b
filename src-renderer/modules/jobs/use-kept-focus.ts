import { nextTick, onMounted, watch } from 'vue';

/** Where the focus is before the cards change. */
interface Focused {
  readonly element: HTMLElement;
  /** What its button does. */
  readonly act: string | undefined;
  /** The job whose card it stands in. */
  readonly job: string | undefined;
  /** The card after its own, then the one before, of the same group. */
  readonly neighbours: readonly HTMLElement[];
  readonly heading: HTMLElement | null;
}

/**
 * Keeps the focus in `page` while its cards change, which takes it away from a button that moves, is disabled or goes. It stays
 * with the same button of the same job wherever its card is, else with the card if that is still where it was. After a button
 * that was pressed until it went, as to clear one result after the other, the same one of the next card has its turn; without a
 * press, that would be another job under the person's finger. Last come the heading of the group and the page itself.
 * `change` is what the cards follow.
 */
export function useKeptFocus(change: () => unknown, page: () => HTMLElement | null): void {
  let pressed: Element | null = null;
  onMounted(() => {
    page()?.addEventListener('click', ({ target }) => {
      pressed = target instanceof Element ? target.closest('button') : null;
    });
  });

  watch(change, async () => {
    const root = page();
    const before = root && focusedIn(root);
    if (!before) return;
    await nextTick();
    const { activeElement, body } = root.ownerDocument;
    const { element, neighbours, heading } = before;
    const isLost = activeElement === body || (activeElement === element && !isAble(element));
    if (!isLost) return;
    const own = buttonsIn(root).find((button) => actOf(button) === before.act && jobOf(button) === before.job);
    const others = element.isConnected ? buttonsIn(cardOf(element) ?? element) : [];
    const next =
      element === pressed ? neighbours.flatMap(buttonsIn).filter((button) => actOf(button) === before.act) : [];
    [element, own, ...others, ...next, heading, root.closest('main')].find(isAble)?.focus();
  });
}

function focusedIn(root: HTMLElement): Focused | undefined {
  const { activeElement: element } = root.ownerDocument;
  if (!(element instanceof HTMLElement) || !root.contains(element)) return undefined;
  const group = element.closest('[data-group]');
  const cards = [...(group?.querySelectorAll<HTMLElement>('[data-job]') ?? [])];
  const place = cards.findIndex((card) => card.contains(element));
  const neighbours = place < 0 ? [] : [cards[place + 1], cards[place - 1]].filter((card) => card !== undefined);
  const heading = group?.querySelector('h2') ?? null;
  return { element, act: actOf(element), job: jobOf(element), neighbours, heading };
}

/** Whether it can have the focus. */
function isAble(element: HTMLElement | null | undefined): boolean {
  return element?.isConnected === true && !element.matches(':disabled');
}

function buttonsIn(part: HTMLElement): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>('[data-act]')];
}

function cardOf(element: HTMLElement): HTMLElement | null {
  return element.closest('[data-job]');
}

function actOf({ dataset }: HTMLElement): string | undefined {
  return dataset['act'];
}

function jobOf(element: HTMLElement): string | undefined {
  return cardOf(element)?.dataset['id'];
}
