import { minutes, seconds, type Milliseconds } from '../foundation/units.ts';

/** The numbers of the order machine. */
export interface OrderRules {
  /** Discs that fail for one order before it does: `maxRejectsInRow` of PTBurn. What a power cut spoils is not counted. */
  readonly maximumDiscs: number;
  /** Jacket jobs sent for one order before it fails. */
  readonly maximumJackets: number;
  /** How long an identification counts as fresh. */
  readonly freshFor: Milliseconds;
  /** How long a customer may take to pay before the terminal is asked to end it. */
  readonly payWithin: Milliseconds;
  /** How long a finished disc is kept in its slot. */
  readonly holdFor: Milliseconds;
}

export const standardOrderRules: OrderRules = {
  maximumDiscs: 3,
  maximumJackets: 5,
  freshFor: seconds(120),
  payWithin: seconds(120),
  holdFor: minutes(24 * 60),
};

/** Whether an identification may open the gate for a disc that became ready at `readyAt`; all in milliseconds since 1970. */
export function isFreshFor(
  identifiedAt: number,
  readyAt: number,
  now: number,
  rules: Pick<OrderRules, 'freshFor'>,
): boolean {
  const age = now - identifiedAt;
  return identifiedAt > readyAt && age >= 0 && age <= rules.freshFor;
}
