/** The same words in another language: the same keys, and sentences that take the same parts. */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...parts: infer Parts) => string
      ? (...parts: Parts) => string
      : Translation<T[K]>;
};
