import type { VNode } from 'vue';
import type { CompactedPartition, CompactResult } from '#shared/model/compact.ts';
import type { GuestPartition } from '#shared/model/guest.ts';
import { distrustInWords, fileSystemInWords, partitionTypeInWords } from '#shared/text/guest.ts';
import { element, type Content } from './element.ts';
import { panel } from './parts/panel.ts';
import { size } from './parts/size.ts';
import { table } from './parts/table.ts';

/** What lies on the disk, what was given back of each partition and, where nothing was, why not. */
export function partitionPanel(
  { partitions, isPreview }: CompactResult,
  input: { freeSpace?: boolean | undefined },
): VNode {
  if (input.freeSpace !== true) {
    return panel(
      'Guest',
      element('p', { class: 'muted' }, 'The free space of the guest was not asked for: all of it counts as used.'),
    );
  }
  if (partitions.length === 0) {
    return panel(
      'Guest',
      element(
        'p',
        { class: 'muted' },
        'No partition and no file system was recognised, so all of the disk counts as used.',
      ),
    );
  }
  const number = { isNumber: true } as const;
  const list = table<CompactedPartition>(
    'Partitions of the disk',
    [
      { title: 'Partition', value: ({ partition }) => [titleOf(partition), reason(partition)] },
      { title: 'Size', value: ({ partition }) => size(partition.range.length), ...number },
      { title: 'Used', value: ({ partition: { space } }) => (space ? size(space.usedBytes) : 'all'), ...number },
      { title: 'Free', value: ({ partition: { space } }) => (space ? size(space.freeBytes) : '–'), ...number },
      { title: isPreview ? 'Can be given back' : 'Given back', value: ({ reclaimed }) => size(reclaimed), ...number },
    ],
    partitions,
  );
  return panel('Guest', list);
}

function titleOf({ number, fileSystem, type, label, name }: GuestPartition): Content {
  const kind = fileSystem === undefined ? partitionTypeInWords(type) : fileSystemInWords(fileSystem);
  const called = label ?? name ?? '';
  return [`${String(number)} · ${kind}`, called === '' ? undefined : [' · ', element('bdi', {}, called)]];
}

function reason({ distrust }: GuestPartition): VNode | undefined {
  return distrust && element('span', { class: 'reason' }, `Counts as used. ${distrustInWords(distrust)}`);
}
