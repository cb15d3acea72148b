/** A variant that Platter writes, and what qemu-img calls its format. */
export interface OwnVariant {
  readonly title: string;
  readonly format: string;
  readonly variant: string;
  readonly qemu: string;
  /** Whether `qemu-img check` knows how to look at it. */
  readonly isChecked: boolean;
}

const variantsOf = (format: string, qemu: string, variants: Readonly<Record<string, boolean>>) =>
  Object.entries(variants).map(([variant, isChecked]) => ({
    title: `${format} ${variant}`,
    format,
    variant,
    qemu,
    isChecked,
  }));

/** Every variant that differs from the others in what lies in its files. */
export const ownVariants: readonly OwnVariant[] = [
  ...variantsOf('raw', 'raw', { sparse: false }),
  ...variantsOf('vdi', 'vdi', { dynamic: true, static: true }),
  ...variantsOf('vhd', 'vpc', { dynamic: false, fixed: false }),
  ...variantsOf('vmdk', 'vmdk', {
    monolithicSparse: true,
    streamOptimized: true,
    monolithicFlat: false,
    twoGbMaxExtentSparse: true,
    twoGbMaxExtentFlat: false,
  }),
];
