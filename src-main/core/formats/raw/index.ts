import { z } from 'zod';
import { defineFormat } from '../../disk/format.ts';
import { checkRaw } from './check.ts';
import { compactRaw, planRawCompaction } from './compact.ts';
import { editRaw } from './edit.ts';
import { openRaw } from './layer.ts';
import { resizeRaw } from './resize.ts';
import { createFull, createSparse } from './sink.ts';

/** A disk without any wrapping: byte 0 of the file is byte 0 of the disk. */
export const raw = defineFormat({
  id: 'raw',
  title: 'Raw',
  extensions: ['img', 'raw', 'dd', 'bin'],
  variants: [
    {
      info: {
        id: 'sparse',
        title: 'sparse',
        allocation: 'dynamic',
        summary: 'Empty space takes no room where the file system knows holes; every program reads the file.',
        maximumSize: Number.MAX_SAFE_INTEGER,
        sizeMultiple: 1,
      },
      create: createSparse,
      measure: ({ virtualSize, dataBytes }) => Math.min(virtualSize, dataBytes),
    },
    {
      info: {
        id: 'full',
        title: 'fully written',
        allocation: 'fixed',
        summary: 'Every byte takes room from the start, so that the disk never runs out of it later.',
        maximumSize: Number.MAX_SAFE_INTEGER,
        sizeMultiple: 1,
      },
      create: createFull,
      measure: ({ virtualSize }) => virtualSize,
    },
  ],
  options: () => z.object({}),
  // Nothing in a raw image says that it is one: a guest may have written any other format's signature into its disk.
  probe: () => ({ match: 'no' }),
  open: openRaw,
  edit: editRaw,
  check: checkRaw,
  planCompaction: planRawCompaction,
  compact: compactRaw,
  resize: resizeRaw,
});
