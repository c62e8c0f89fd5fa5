import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SliceColumns } from '../../../../../app/mpeg2/index.ts';
import { DcEnvelopes } from '../../../../../app/split/select/dc-envelopes.ts';

/** Levels of one component, with or without a reset before each. */
const chain = fc.array(
  fc.record({
    component: fc.nat(2),
    level: fc.nat(255),
    isReset: fc.boolean(),
    wish: fc.integer({ min: -400, max: 400 }),
  }),
  { minLength: 1, maxLength: 60 },
);

function columnsOf(
  records: readonly { component: number; level: number; isReset: boolean }[],
): SliceColumns {
  const columns = new SliceColumns();
  columns.dcMaximum = 255;
  columns.dcCount = records.length;
  for (const [index, { component, level, isReset }] of records.entries()) {
    columns.dcComponent[index] = component;
    columns.dcLevel[index] = level;
    const isFirst = records.findIndex((one) => one.component === component) === index;
    columns.dcStart[index] = isFirst || isReset ? 1 : 0;
  }
  return columns;
}

describe('envelopes of DC coefficients', () => {
  test('whatever is written within them, every coefficient stays in range', () => {
    fc.assert(
      fc.property(chain, (records) => {
        const slice = columnsOf(records);
        const { below, above } = new DcEnvelopes().of(slice);
        const deviations = [0, 0, 0];
        for (const [index, { component, level, wish }] of records.entries()) {
          if (slice.dcStart[index] === 1) deviations[component] = 0;
          // Any deviation that is allowed here; the one there was always is.
          expect(deviations[component]).toBeGreaterThanOrEqual(-below[index]!);
          expect(deviations[component]).toBeLessThanOrEqual(above[index]!);
          deviations[component] = Math.min(Math.max(wish, -below[index]!), above[index]!);
          expect(level + deviations[component]).toBeGreaterThanOrEqual(0);
          expect(level + deviations[component]).toBeLessThanOrEqual(255);
        }
      }),
    );
  });

  test('reach to the end of the chain and not beyond: a reset ends it, another component is another', () => {
    const slice = columnsOf([
      { component: 0, level: 100, isReset: false },
      { component: 1, level: 250, isReset: false },
      { component: 0, level: 90, isReset: false },
      { component: 0, level: 3, isReset: true },
    ]);
    const { below, above } = new DcEnvelopes().of(slice);
    expect([...below.subarray(0, 4)]).toEqual([90, 250, 90, 3]);
    expect([...above.subarray(0, 4)]).toEqual([155, 5, 165, 252]);
  });
});
