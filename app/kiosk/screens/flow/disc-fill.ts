import type { OrderView } from '../../../contracts/kiosk-view.ts';

/** Millimetres of a 120 mm disc, ECMA-267 §10 and §16: data from 24 to 58, hole 15 across, rim at 60. */
export const discMillimetres = {
  hole: 7.5,
  clamp: 16.5,
  dataFrom: 24,
  dataTo: 58,
  rim: 60,
} as const;

/**
 * Radius in millimetres up to which a disc is written once `share` (0 to 1) of its sectors are. Sectors lie at a
 * constant density from the hub outward, so it is the area that is proportional.
 */
export function writtenRadius(share: number): number {
  const { dataFrom, dataTo } = discMillimetres;
  const part = Math.min(1, Math.max(0, share));
  return Math.sqrt(dataFrom ** 2 + part * (dataTo ** 2 - dataFrom ** 2));
}

export interface DiscFill {
  /** Shares from 0 to 1 of the sectors fetched, burned and read back. */
  readonly prepared: number;
  readonly burned: number;
  readonly checked: number;
}

/** How far the disc of an order is, from its true counts. */
export function discFill(order: OrderView): DiscFill {
  const share = (name: string) => {
    const step = order.steps.find((candidate) => candidate.step === name);
    if (step === undefined) return 0;
    if (step.state === 'done') return 1;
    return step.total === undefined ? 0 : Math.min(1, (step.done ?? 0) / step.total);
  };
  return { prepared: share('prepared'), burned: share('burning'), checked: share('checking') };
}
