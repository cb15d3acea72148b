import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import { useSpoken } from '#renderer/shell/use-spoken.ts';
import { announce, announcements } from '#renderer/shell/announcer.ts';
import { createTestApp, inApp, Machine } from './app.ts';

const said = () => announcements.value.map(({ text }) => text);

describe('what is said to people who do not see the page', () => {
  let hours = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    // What the test before has said is long over.
    hours += 1;
    vi.advanceTimersByTime(hours * 3_600_000);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is an element of its own for each time, so that the same words are said again', () => {
    announce('Theme: saved');
    announce('Theme: saved');
    expect(said()).toEqual(['Theme: saved', 'Theme: saved']);
    expect(new Set(announcements.value.map(({ id }) => id)).size).toBe(2);
  });

  test('leaves the page when something is said later, and not before a voice has begun with it', () => {
    announce('first');
    vi.advanceTimersByTime(5000);
    announce('second');
    expect(said()).toEqual(['first', 'second']);
    vi.advanceTimersByTime(6000);
    announce('third');
    expect(said()).toEqual(['second', 'third']);
  });

  test('of what changes with every key is only what stays', async () => {
    announce('before');
    const text = ref<string | undefined>('0 GiB');
    inApp(createTestApp(new Machine()), () => {
      useSpoken(() => text.value);
    });
    for (let size = 1; size <= 5; size += 1) {
      text.value = `${String(size)} GiB`;
      await nextTick();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(said()).toEqual(['before']);
    await vi.advanceTimersByTimeAsync(500);
    expect(said()).toEqual(['before', '5 GiB']);
    text.value = undefined;
    await nextTick();
    await vi.advanceTimersByTimeAsync(5000);
    expect(said()).toEqual(['before', '5 GiB']);
  });
});
