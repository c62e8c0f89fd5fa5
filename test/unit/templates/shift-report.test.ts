import { expect, test } from 'vitest';
import { renderShiftReport } from '../../../templates/shift-report/render-shift-report.ts';
import { shiftLines } from '../../../templates/shift-report/shift-lines.ts';

const report = {
  kioskName: 'K-1',
  distributorId: 'DIST1',
  from: '2026-03-01T08:00:00.000Z',
  to: '2026-03-01T16:00:00.000Z',
  discs: {
    loaded: 50,
    begun: 12,
    verified: 11,
    given: {
      paid: 8,
      free: 1,
      test: 1,
    },
    rejected: [
      {
        reason: 'writeError',
        discs: 1,
      },
    ],
    retained: 2,
    unknown: 0,
  },
  sheets: { loaded: 100, printed: 12 },
  orders: { placed: 12, fulfilled: 9, cancelled: 1, failed: 1, expired: 1, suspect: 0 },
  money: [
    { amount: 3992, currency: 'EUR', payments: 8, kind: 'captured' as const },
    { amount: 700, currency: 'JPY', payments: 1, kind: 'held' as const },
  ],
  corrections: [
    { at: '2026-03-01T09:00:00.000Z', by: 's_1234567890', unit: 'input', difference: 2 },
  ],
};

test('a shift on paper has its money as its currency is written, and its corrections with their sign', () => {
  const lines = shiftLines(report).map(({ label, value }) => `${label}: ${value}`);
  expect(lines.filter((line) => /8\)|1\)|s_|Rejected/.test(line))).toEqual([
    'Rejected · Rejetés: writeError: 1',
    'Captured · Encaissé (8): 39.92 EUR',
    'Held · Réservé (1): 700 JPY',
    '2026-03-01T09:00:00.000Z · input · s_1234567890: +2',
  ]);
});

test('the same shift gives the same bytes, however many corrections it has: one page', async () => {
  const corrections = Array.from({ length: 60 }, () => report.corrections[0] ?? []).flat();
  const page = {
    report: { ...report, corrections },
    number: 3,
    ledger: { entry: 40, hash: 'ab'.repeat(32) },
    printedAt: '2026-03-01T16:00:00.000Z',
  };
  const [first, second] = [await renderShiftReport(page), await renderShiftReport(page)];
  const text = Buffer.from(first).toString('latin1');
  expect([Buffer.compare(first, second), text.match(/\/Type \/Page\b/g)?.length]).toEqual([0, 1]);
});
