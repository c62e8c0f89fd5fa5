import type { Preset } from '../preset.ts';
import type { LevelPlan, Quotas, SelectionPlan } from './sources.ts';

/** Of B pictures the distributor's level takes the quantisers of slices; nothing is predicted from them, and other bits change little. */
const quantisersAlone: Quotas = [40, 0, 0, 0, 0, 0, 0];
const none: Quotas = [0, 0, 0, 0, 0, 0, 0];

/**
 * The order's level, in all presets the same: it has to spoil the picture alone where a distributor's level is known. It has the
 * best of all signs, and half of the chains of DC differentials. All numbers here are tuned on film (README).
 */
const order: LevelPlan = {
  share: 0.0023,
  quotas: [[40, 32, 2, 0, 20, 3.75, 3.75], [8, 16, 12, 10, 4, 1, 1], none],
};

/** How candidates are chosen, by preset. Shares are of candidates: of what is drawn, they are half. */
export const selectionPlans: Readonly<Record<Preset, SelectionPlan>> = {
  quarter: {
    order,
    distributor: {
      share: 0.0026,
      quotas: [[40, 140, 2, 0, 14, 4, 4], [8, 8, 12, 12, 4, 1, 1], quantisersAlone],
    },
    orderLumaRows: 2,
    orderColourRows: 2,
    floors: [0.25, 0.08],
  },
  half: {
    order,
    distributor: {
      share: 0.0076,
      quotas: [[40, 140, 2, 0, 30, 8, 8], [40, 16, 20, 20, 8, 2, 2], quantisersAlone],
    },
    orderLumaRows: 2,
    orderColourRows: 2,
    floors: [0.08, 0.03],
  },
  one: {
    order,
    distributor: {
      share: 0.0165,
      quotas: [[40, 140, 2, 0, 30, 8, 8], [40, 16, 20, 20, 8, 2, 2], quantisersAlone],
    },
    orderLumaRows: 2,
    orderColourRows: 2,
    floors: [0.03, 0.02],
  },
};
