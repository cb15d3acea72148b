import type { GuestPartition } from '#shared/model/guest.ts';
import { fileSystemInWords, partitionTypeInWords } from '../../text/guest.ts';
import { reportsText } from '../../text/reports.ts';

/** What a partition holds: its file system, or else what its type says. */
export function kindOf({ fileSystem, type }: GuestPartition): string {
  if (fileSystem !== undefined) return fileSystemInWords(fileSystem);
  return type === '' ? reportsText.partitions.noFileSystem : partitionTypeInWords(type);
}
