import { expect, it } from 'vitest';
import { chooseTarget } from '#main/core/disk/choose-target.ts';
import { raw } from '#main/core/formats/raw/index.ts';

it('refuses a variant that is known by name and has no writer', () => {
  const readOnly = { ...raw, variants: raw.variants.map(({ info }) => ({ info })) };
  expect(() => chooseTarget({ target: 'a.img' }, [readOnly])).toThrow(
    expect.objectContaining({ reason: 'format.cannot-create', facts: { title: 'Raw (sparse)' } }),
  );
});
