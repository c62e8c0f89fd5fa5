import { describe, expect, test } from 'vitest';
import { SliceColumns } from '../../../../../app/mpeg2/index.ts';
import { BlockOffers } from '../../../../../app/split/select/block-offers.ts';
import { BudgetShare } from '../../../../../app/split/select/share-budget.ts';
import { type Quotas, source, SOURCES } from '../../../../../app/split/select/sources.ts';

const nothing: Quotas = [0, 0, 0, 0, 0, 0, 0];

/** A slice of an I picture with some signs and some differentials of luma, all of three bits. */
function slice(signs: number, differentials: number): SliceColumns {
  const columns = new SliceColumns();
  columns.codingType = 1;
  columns.row = 1;
  columns.quantiserCode = 8;
  for (let i = 0; i < signs; i++) {
    columns.acPosition[i] = 1000 + 10 * i;
    columns.acMagnitude[i] = 500;
  }
  columns.acCount = signs;
  for (let i = 0; i < differentials; i++) {
    columns.dcPosition[i] = 2000 + 10 * i;
    columns.dcSize[i] = 3;
    columns.dcLevel[i] = 100;
    columns.dcStart[i] = i === 0 ? 1 : 0;
  }
  columns.dcCount = differentials;
  columns.dcMaximum = 255;
  return columns;
}

function shared(slices: readonly SliceColumns[], quotas: Quotas, budget: number): number[][] {
  const offers = new BlockOffers();
  for (const columns of slices) offers.add(columns);
  const share = new BudgetShare();
  const plan = { share: 0, quotas: [quotas, nothing, nothing] } as const;
  share.share(offers, plan, budget, (number, from) => offers.countOf(number, from));
  return slices.map((_, number) => [
    ...share.counts.subarray(number * SOURCES, (number + 1) * SOURCES),
  ]);
}

function counts(wanted: Partial<Record<keyof typeof source, number>>): number[] {
  const row = Array.from({ length: SOURCES }, () => 0);
  for (const [name, count] of Object.entries(wanted)) {
    row[source[name as keyof typeof source]] = count;
  }
  return row;
}

describe('a budget is shared among slices and sources', () => {
  test('in proportion to their quotas', () => {
    // Two bits of signs for each differential of three bits.
    const [row] = shared([slice(1000, 200)], [0, 20, 0, 0, 10, 0, 0], 500);
    expect(row).toEqual(counts({ acSign: 200, dcLuma: 100 }));
  });

  test('and what one has too few of goes to the others', () => {
    const [row] = shared([slice(1000, 10)], [0, 20, 0, 0, 10, 0, 0], 500);
    expect(row).toEqual(counts({ acSign: 470, dcLuma: 10 }));
  });

  test('of other slices too', () => {
    const rows = shared([slice(10, 0), slice(400, 0)], [0, 10, 0, 0, 0, 0, 0], 300);
    expect(rows).toEqual([counts({ acSign: 10 }), counts({ acSign: 290 })]);
  });

  test('down to its last bits, and never beyond', () => {
    for (let budget = 0; budget < 900; budget += 37) {
      const rows = shared(
        [slice(100, 40), slice(150, 60), slice(80, 20)],
        [4, 7, 0, 0, 3, 0, 0],
        budget,
      );
      const bits = rows.reduce((sum, row) => sum + row[0]! + row[1]! + 3 * row[source.dcLuma]!, 0);
      expect(bits).toBeLessThanOrEqual(budget);
      // All that is there are 12 bits of quantisers, 330 signs, and 120 differentials; a slice's step is 4 + 7 + 9 bits at most.
      expect(bits).toBeGreaterThan(Math.min(budget, 702) - 20);
    }
  });

  test('and where there is room for everything, everything is taken', () => {
    const [row] = shared([slice(100, 40)], [4, 1, 0, 0, 1, 0, 0], 1e6);
    expect(row).toEqual(counts({ sliceQuantiser: 4, acSign: 100, dcLuma: 40 }));
  });
});
