import type { Preset } from '../preset.ts';
import type { Quotas, SelectionPlan } from './sources.ts';

const none: Quotas = [0, 0, 0, 0, 0, 0, 0];

/** The order's level is the same in all presets: it has to spoil the picture alone. */
const order = {
  share: 0.00235,
  quotas: [[40, 13, 2, 0, 20, 7.5, 7.5], [8, 8, 4, 20, 4, 1, 1], none],
} as const;

export const selectionPlans: Readonly<Record<Preset, SelectionPlan>> = {
  quarter: {
    order,
    distributor: {
      share: 0.0026,
      quotas: [[40, 32, 2, 0, 20, 3, 3], [8, 8, 4, 20, 4, 1, 1], none],
    },
    orderLumaRows: 2,
    orderColourRows: 2,
  },
  half: {
    order,
    distributor: {
      share: 0.0076,
      quotas: [[40, 32, 2, 0, 20, 3, 3], [8, 8, 4, 20, 4, 1, 1], none],
    },
    orderLumaRows: 1,
    orderColourRows: 1,
  },
  one: {
    order,
    distributor: {
      share: 0.0175,
      quotas: [[40, 32, 2, 0, 20, 3, 3], [8, 8, 4, 20, 4, 1, 1], none],
    },
    orderLumaRows: 1,
    orderColourRows: 1,
  },
};
