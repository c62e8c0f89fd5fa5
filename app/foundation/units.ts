declare const unit: unique symbol;
type Quantity<Name extends string> = number & { readonly [unit]: Name };

/** Logical sectors of 2 048 bytes (ECMA-267, ISO 9660 on DVD). */
export type Sectors = Quantity<'sectors'>;
/** A length of time in milliseconds. */
export type Milliseconds = Quantity<'milliseconds'>;

/** Bytes in one logical sector of a DVD. */
export const SECTOR_BYTES = 2048;

/** The smaller capacity of the two blank formats, DVD+R: what an image may not exceed. */
export const MAXIMUM_IMAGE_SECTORS = sectors(2_295_104);

export function sectors(count: number): Sectors {
  return count as Sectors;
}

export function milliseconds(count: number): Milliseconds {
  return count as Milliseconds;
}

export function seconds(count: number): Milliseconds {
  return milliseconds(count * 1000);
}

export function minutes(count: number): Milliseconds {
  return seconds(count * 60);
}

export function hours(count: number): Milliseconds {
  return minutes(count * 60);
}
