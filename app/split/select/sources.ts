import { lane, type Level } from '../lanes.ts';

/** Where candidates come from in a slice, by number: four kinds of single bits, then the three chains of DC differentials. */
export const source = {
  sliceQuantiser: 0,
  acSign: 1,
  escapeSign: 2,
  motionSign: 3,
  dcLuma: 4,
  dcBlue: 5,
  dcRed: 6,
} as const;

export const BIT_SOURCES = 4;
export const DIFFERENTIAL_SOURCES = 3;
export const SOURCES = BIT_SOURCES + DIFFERENTIAL_SOURCES;

/** The lane that holds the candidates of each source. */
export const laneOfSource: readonly number[] = [
  lane.sliceQuantiser,
  lane.acSign,
  lane.escapeSign,
  lane.motionSign,
  lane.dcLuma,
  lane.dcBlue,
  lane.dcRed,
];

/** How many candidates a slice should give, by source, where the pressure is 1. */
export type Quotas = readonly [
  sliceQuantiser: number,
  acSign: number,
  escapeSign: number,
  motionSign: number,
  dcLuma: number,
  dcBlue: number,
  dcRed: number,
];

/** What one level asks of the slices of a block. */
export interface LevelPlan {
  /** Bits of candidates, in parts of the VOBs: twice what is drawn of them. */
  readonly share: number;
  /** Of slices of I, P and B pictures. */
  readonly quotas: readonly [intra: Quotas, predicted: Quotas, bidirectional: Quotas];
}

/** How candidates are chosen: what each level asks for, and whose chains are whose. */
export interface SelectionPlan extends Readonly<Record<Level, LevelPlan>> {
  /** How many of four rows of macroblocks lend their chains of luma, and of colour, to the order's level; the others to the distributor's. */
  readonly orderLumaRows: number;
  readonly orderColourRows: number;
  /**
   * Signs of coefficients are looked at from that magnitude on, for each byte that a slice has on average: of I pictures, and of P
   * pictures. What would never be chosen is not even recorded.
   */
  readonly floors: readonly [intra: number, predicted: number];
}
