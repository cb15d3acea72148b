/** Values that explain an error or an image: plain, so that they cross every boundary. */
export type Facts = Readonly<Record<string, string | number>>;
