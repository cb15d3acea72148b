import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { describeEditing } from '../edit-suite.ts';

describeEditing(vdi, [
  { id: 'dynamic', virtualSize: 3 * MiB + 512, blockSize: MiB },
  {
    id: 'dynamic',
    options: { blockSize: 512 * KiB },
    virtualSize: 2 * MiB,
    blockSize: 512 * KiB,
  },
  { id: 'static', virtualSize: 2 * MiB + 1536, blockSize: MiB },
]);
