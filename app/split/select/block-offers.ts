import type { SliceColumns } from '../../mpeg2/index.ts';
import { addCoefficients } from './coefficient-ranks.ts';
import { DcEnvelopes } from './dc-envelopes.ts';
import { BitOffers, DifferentialOffers } from './offer-columns.ts';
import { rankOf } from './rank.ts';
import { BIT_SOURCES, DIFFERENTIAL_SOURCES, SOURCES } from './sources.ts';

/** `dct_dc_size` is 0 to 11. */
export const SIZES = 12;

/** Everything in the slices of a block that may be overwritten, before it is chosen. */
export class BlockOffers {
  /** Slices, and for each: its picture's type (1 I, 2 P, 3 B), and its row of macroblocks. */
  slices = 0;
  types = new Uint8Array(256);
  rows = new Uint16Array(256);
  /** For each slice, {@link SOURCES} numbers: how many offers there are of each source up to its end. */
  ends = new Int32Array(256 * SOURCES);
  /** For each slice and each of the three chains: how many differentials there are of each size. */
  bySize = new Uint16Array(256 * DIFFERENTIAL_SOURCES * SIZES);
  readonly #quantisers = new BitOffers();
  readonly #coefficients = new BitOffers();
  readonly #escapes = new BitOffers();
  readonly #vectors = new BitOffers();
  /** By source, as the differentials behind them. */
  readonly bits: readonly BitOffers[] = [
    this.#quantisers,
    this.#coefficients,
    this.#escapes,
    this.#vectors,
  ];
  readonly differentials: readonly DifferentialOffers[] = Array.from(
    { length: DIFFERENTIAL_SOURCES },
    () => new DifferentialOffers(),
  );
  readonly #envelopes = new DcEnvelopes();

  clear(): void {
    this.slices = 0;
    for (const offers of this.bits) offers.count = 0;
    for (const offers of this.differentials) offers.count = 0;
  }

  /** Offers of a source in a slice. */
  countOf(slice: number, number: number): number {
    const end = this.ends[slice * SOURCES + number] ?? 0;
    return slice === 0 ? end : end - (this.ends[(slice - 1) * SOURCES + number] ?? 0);
  }

  add(slice: SliceColumns): void {
    if (this.slices === this.rows.length) this.#grow();
    this.types[this.slices] = slice.codingType;
    this.rows[this.slices] = slice.row;
    this.#addQuantiser(slice);
    addCoefficients(slice, this.#coefficients);
    addSigns(this.#escapes, slice.escapeCount, slice.escapePosition, slice.escapeMagnitude);
    addSigns(this.#vectors, slice.motionCount, slice.motionPosition, slice.motionWeight);
    this.#addDifferentials(slice);
    const at = this.slices++ * SOURCES;
    for (let number = 0; number < SOURCES; number++) {
      const offers = this.bits[number] ?? this.differentials[number - BIT_SOURCES];
      this.ends[at + number] = offers?.count ?? 0;
    }
  }

  /** Every bit of the code but its lowest that is set: the code never becomes 0. */
  #addQuantiser({ quantiserPosition, quantiserCode }: SliceColumns): void {
    const kept = quantiserCode & -quantiserCode;
    for (let bit = 16, i = 0; bit > 0; bit >>= 1, i++) {
      if (bit !== kept) this.#quantisers.add(quantiserPosition + i, rankOf(bit));
    }
  }

  #addDifferentials(slice: SliceColumns): void {
    const { dcCount, dcComponent, dcPosition, dcSize, dcStart } = slice;
    const { below, above } = this.#envelopes.of(slice);
    const sizesAt = this.slices * DIFFERENTIAL_SOURCES * SIZES;
    this.bySize.fill(0, sizesAt, sizesAt + DIFFERENTIAL_SOURCES * SIZES);
    for (let i = 0; i < dcCount; i++) {
      const component = dcComponent[i] ?? 0;
      const size = dcSize[i] ?? 0;
      const counter = sizesAt + component * SIZES + size;
      this.bySize[counter] = (this.bySize[counter] ?? 0) + 1;
      this.differentials[component]?.add(
        dcPosition[i] ?? 0,
        size,
        dcStart[i] ?? 0,
        below[i] ?? 0,
        above[i] ?? 0,
      );
    }
  }

  #grow(): void {
    const slices = this.slices * 2;
    const types = new Uint8Array(slices);
    types.set(this.types);
    this.types = types;
    const rows = new Uint16Array(slices);
    rows.set(this.rows);
    this.rows = rows;
    const ends = new Int32Array(slices * SOURCES);
    ends.set(this.ends);
    this.ends = ends;
    const bySize = new Uint16Array(slices * DIFFERENTIAL_SOURCES * SIZES);
    bySize.set(this.bySize);
    this.bySize = bySize;
  }
}

function addSigns(
  offers: BitOffers,
  count: number,
  positions: Int32Array,
  sizes: Int32Array,
): void {
  for (let i = 0; i < count; i++) offers.add(positions[i] ?? 0, rankOf(sizes[i] ?? 0));
}
