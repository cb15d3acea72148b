import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { header, headerStart, lchs, preHeader } from '#main/core/formats/vdi/layout.ts';
import { describeFormat } from '../suite.ts';

describeFormat(vdi, {
  variants: [
    { id: 'dynamic', blockSize: MiB },
    { id: 'dynamic', blockSize: MiB, virtualSize: 512 },
    { id: 'dynamic', blockSize: MiB, virtualSize: 3 * MiB },
    { id: 'dynamic', blockSize: 512 * KiB, options: { blockSize: 512 * KiB } },
    { id: 'dynamic', blockSize: 4 * MiB, options: { blockSize: 4 * MiB }, virtualSize: 21 * MiB + 512 },
    { id: 'static', blockSize: MiB },
    { id: 'static', blockSize: MiB, virtualSize: 512 },
    { id: 'static', blockSize: 512 * KiB, options: { blockSize: 512 * KiB }, virtualSize: 3 * MiB },
  ],
  structures: [
    { structure: preHeader, at: () => 0 },
    { structure: header, at: () => headerStart },
    { structure: lchs, at: () => headerStart + header.size },
  ],
});
