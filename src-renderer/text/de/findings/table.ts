/**
 * German words for a table of findings: a row for each of its rows, with the same sentences as it has, no more and no fewer.
 * `does` is what its repair does.
 */
export type InGerman<Table> = { readonly [Code in keyof Table]: WordsOf<Table[Code]> };

type WordsOf<Row> = { readonly says: string; readonly means: string } & (Row extends { readonly fix: unknown }
  ? { readonly does: string }
  : { readonly does?: never }) &
  (Row extends { readonly advice: unknown } ? { readonly advice: string } : { readonly advice?: never });
