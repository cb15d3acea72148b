import { KiB, MiB } from '#shared/model/bytes.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, header } from '#main/core/formats/vhd/layout.ts';
import { describeFormat } from '../suite.ts';

function resign(image: Uint8Array): void {
  sign(image.subarray(0, 512), footer.offsetOf('checksum'));
  sign(image.subarray(-512), footer.offsetOf('checksum'));
  sign(image.subarray(512, 1536), header.offsetOf('checksum'));
}

describeFormat(vhd, {
  variants: [
    { id: 'dynamic', blockSize: 2 * MiB },
    { id: 'dynamic', blockSize: 2 * MiB, virtualSize: 512 },
    { id: 'dynamic', blockSize: 2 * MiB, virtualSize: 6 * MiB },
    { id: 'dynamic', blockSize: 512 * KiB, options: { blockSize: 512 * KiB } },
    { id: 'fixed', blockSize: 64 * KiB },
    { id: 'fixed', blockSize: 64 * KiB, virtualSize: 512 },
    { id: 'fixed', blockSize: 64 * KiB, virtualSize: 2 * MiB },
  ],
  structures: [
    { structure: footer, at: (image) => image.length - 512, resign },
    { structure: footer, at: () => 0, resign },
    { structure: header, at: () => 512, resign },
  ],
});
