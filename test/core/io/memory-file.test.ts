import { expect, test } from 'vitest';
import { MemoryFile } from '#main/core/io/memory-file.ts';

const text = (content: string) => new TextEncoder().encode(content);

test('a write beyond the end leaves zeros between', async () => {
  const file = new MemoryFile(text('ab'));
  await file.write(4, text('ef'));
  expect([file.size, file.bytes()]).toEqual([6, new Uint8Array([97, 98, 0, 0, 101, 102])]);
});

test('what was cut away does not come back', async () => {
  const file = new MemoryFile(text('abcdef'));
  await file.resize(2);
  await file.resize(4);
  expect(file.bytes()).toEqual(new Uint8Array([97, 98, 0, 0]));
});

test('the content given to it stays as it was', async () => {
  const content = text('abc');
  await new MemoryFile(content).write(0, text('x'));
  expect(content).toEqual(text('abc'));
});

test.each([
  [-1, 1],
  [2, 2],
  [NaN, 1],
])('a read of %d + %d bytes is refused', async (at, length) => {
  const file = new MemoryFile(text('abc'), 'small');
  await expect(file.read(at, new Uint8Array(length))).rejects.toMatchObject({
    reason: 'file.short-read',
    facts: { name: 'small', size: 3 },
  });
});

test.each([-1, NaN, 0.5])('nothing is written at %d', async (at) => {
  await expect(new MemoryFile().write(at, text('x'))).rejects.toThrow(RangeError);
});

test('a signal stops a transfer', async () => {
  const file = new MemoryFile(text('abc'));
  await expect(file.write(0, text('x'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  await expect(file.read(0, new Uint8Array(1), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(file.bytes()).toEqual(text('abc'));
});
