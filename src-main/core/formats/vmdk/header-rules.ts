import { DiskError } from '#shared/errors.ts';

/**
 * Rules for the values of a header: what they return throws `vmdk.bad-header` for a value that does not hold.
 * @param name the file, for messages
 */
export function headerRules(name: string) {
  return (holds: boolean, field: string, value: number | string, allowed: string): void => {
    if (!holds) throw new DiskError('vmdk.bad-header', { name, field, value, allowed });
  };
}
