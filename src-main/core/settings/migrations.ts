/** The settings of a file as they were written, by name. */
export type StoredValues = Readonly<Record<string, unknown>>;

/** Turns the settings of one version into those of the next. */
export type Migration = (values: StoredValues) => StoredValues;

/**
 * The way from each version to the next; the first step leads from version 1 to 2. A name never changes its meaning: what
 * means something else gets another name, so that older programs that meet a newer file can go by the names they know.
 */
export const migrations: readonly Migration[] = [];

/** Values of a version brought up to the latest one that `steps` lead to; those of a newer version stay as they are. */
export function migrate(values: StoredValues, version: number, steps: readonly Migration[] = migrations): StoredValues {
  return steps.slice(version - 1).reduce((current, step) => step(current), values);
}
