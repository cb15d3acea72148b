import { expect, test } from 'vitest';
import { parseDescriptor } from '#main/core/formats/vmdk/parse-descriptor.ts';
import { descriptorOf } from '#test/formats/vmdk/build.ts';

/** 4 MiB of lines such as `a=b` took more than 200 MiB of memory, though the text itself was within its limit. */
test('a descriptor of a million lines is refused at the first line that no descriptor has', () => {
  const text = descriptorOf(['RW 8 ZERO'], 'a=b\n'.repeat(1_000_000));
  let thrown: unknown;
  try {
    parseDescriptor(text, 'disk.vmdk');
  } catch (problem) {
    thrown = problem;
  }
  expect(thrown).toMatchObject({ reason: 'vmdk.descriptor-line', facts: { line: 65_537 } });
});

test('a descriptor with as many lines as the largest split disk needs is read', () => {
  const lines = Array.from({ length: 16_383 }, (_, i) => `RW 8 FLAT "${String(i)}.vmdk" 0`);
  expect(parseDescriptor(descriptorOf(lines), 'disk.vmdk').extents).toHaveLength(lines.length);
});
