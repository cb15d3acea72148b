import { KiB, MiB } from '#shared/model/bytes.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { describeEditing } from '../edit-suite.ts';

describeEditing(vhd, [
  { id: 'dynamic', virtualSize: 3 * MiB + 512, blockSize: 2 * MiB },
  { id: 'dynamic', virtualSize: 2 * MiB, blockSize: 512 * KiB, options: { blockSize: 512 * KiB } },
  { id: 'fixed', virtualSize: 1 * MiB + 512, blockSize: 64 * KiB },
]);
