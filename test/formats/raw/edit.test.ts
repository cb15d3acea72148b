import { MiB } from '#shared/model/bytes.ts';
import { raw } from '#main/core/formats/raw/index.ts';
import { describeEditing } from '#test/formats/edit-suite.ts';

describeEditing(raw, [
  { id: 'sparse', virtualSize: 1 * MiB + 77, blockSize: 4096 },
  { id: 'full', virtualSize: 1 * MiB, blockSize: 4096 },
]);
