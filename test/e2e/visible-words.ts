import type { Page } from 'playwright-core';

/** Everything a person reads or hears on the page as it is now: its texts, and what buttons, fields and pictures are called. */
export function visibleWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const attributes = ['aria-label', 'aria-valuetext', 'aria-roledescription', 'title', 'placeholder', 'alt'];
    // What stands in code, or is marked as of another language, is the file's own.
    const isOurs = (element: Element) => element.checkVisibility() && element.closest('code, body [lang]') === null;
    const words: (string | null)[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement, textContent } = texts.currentNode;
      if (parentElement && isOurs(parentElement)) words.push(textContent);
    }
    for (const element of document.body.querySelectorAll('*')) {
      if (isOurs(element)) words.push(...attributes.map((name) => element.getAttribute(name)));
    }
    const whole = words.map((one) => one?.replaceAll(/\s+/g, ' ').trim() ?? '').filter((one) => one !== '');
    return [...new Set(whole)];
  });
}

/** All plain words of a tree of texts. */
function* leavesOf(tree: object): Generator<string> {
  for (const branch of Object.values(tree) as unknown[]) {
    if (typeof branch === 'string') yield branch;
    else if (typeof branch === 'object' && branch !== null) yield* leavesOf(branch);
  }
}

/** The plain words of one language that are none of another's. */
export function wordsOnlyIn(language: object, other: object): readonly string[] {
  const shared = new Set(leavesOf(other));
  return [...new Set(leavesOf(language))].filter((word) => !shared.has(word));
}

/** Longer than any name of a file that a test gives by chance. */
const sentenceLength = 12;

/** Which of the words stand in what is shown: as a whole, or as a part if they are long enough to be told from a name. */
export function foundIn(shown: readonly string[], words: readonly string[]): readonly string[] {
  return words.filter((word) =>
    shown.some((one) => one === word || (word.length >= sentenceLength && one.includes(word))),
  );
}
