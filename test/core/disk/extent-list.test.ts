import { describe, expect, it } from 'vitest';
import { ExtentList } from '#main/core/disk/extent-list.ts';

describe('the extent list', () => {
  it('merges neighbours that continue each other in the disk and in the file', () => {
    const list = new ExtentList();
    list.stored(0, 10, 0, 100);
    list.stored(10, 10, 0, 110);
    list.stored(20, 10, 0, 200);
    list.stored(30, 10, 1, 210);
    list.run('zero', 40, 5);
    list.run('zero', 45, 5);
    list.run('hole', 50, 5);
    list.run('data', 55, 5);
    list.run('data', 60, 5);
    expect(list.finish()).toEqual([
      { kind: 'data', start: 0, length: 20, stored: { file: 0, start: 100, length: 20 } },
      { kind: 'data', start: 20, length: 10, stored: { file: 0, start: 200, length: 10 } },
      { kind: 'data', start: 30, length: 10, stored: { file: 1, start: 210, length: 10 } },
      { kind: 'zero', start: 40, length: 10 },
      { kind: 'hole', start: 50, length: 5 },
      { kind: 'data', start: 55, length: 10 },
    ]);
  });

  it('holds the last run back until it cannot grow, across batches', () => {
    const list = new ExtentList();
    list.stored(0, 10, 0, 0);
    expect(list.take()).toEqual([]);
    list.stored(10, 10, 0, 10);
    expect(list.finish()).toEqual([{ kind: 'data', start: 0, length: 20, stored: { file: 0, start: 0, length: 20 } }]);
  });

  it('ignores runs of no length', () => {
    const list = new ExtentList();
    list.run('hole', 0, 0);
    list.run('zero', 0, 7);
    expect(list.finish()).toEqual([{ kind: 'zero', start: 0, length: 7 }]);
  });
});
