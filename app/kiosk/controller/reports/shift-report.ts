import { LedgerView } from '../../../../db/kiosk/ledger.ts';
import { ReportReader, type Stretch } from '../../../../db/kiosk/report-reader.ts';
import type { ReadableDb } from '../../../../db/kiosk/kiosk-database.ts';
import type { ShiftReport } from '../../../contracts/panel-reports.ts';
import { countsOf } from '../../../orders/ledger.ts';

/** Whose machine it is. */
export interface ReportedKiosk {
  readonly kioskName: string;
  readonly distributorId: string;
}

/** Discs, sheets, orders and money of a stretch of time, as the records have them. */
export function shiftReport(db: ReadableDb, kiosk: ReportedKiosk, stretch: Stretch): ShiftReport {
  const reader = new ReportReader(db);
  const counts = new Map<string, number>();
  for (const flow of reader.flows(stretch)) {
    for (const [name, many] of countsOf(flow)) {
      counts.set(name, (counts.get(name) ?? 0) + many);
    }
  }
  const of = (name: string) => counts.get(name) ?? 0;
  const rejected = [...counts].flatMap(([name, discs]) => {
    const reason = /^discs\.rejected\.(.+)$/.exec(name)?.[1];
    return reason === undefined ? [] : [{ reason, discs }];
  });
  return {
    ...kiosk,
    ...stretch,
    discs: {
      loaded: of('discs.loaded'),
      begun: of('discs.begun'),
      verified: reader.countVerified(stretch),
      given: {
        paid: of('discs.given.paid'),
        free: of('discs.given.free'),
        test: of('discs.given.test'),
      },
      rejected,
      retained: of('discs.retained'),
      unknown: of('discs.lost'),
    },
    sheets: { loaded: of('sheets.loaded'), printed: of('sheets.printed') },
    orders: ordersOf(reader, stretch),
    money: moneyOf(reader, stretch),
    corrections: new LedgerView(db)
      .listBetween(stretch.from, stretch.to, 'recount')
      .map(({ at, by, from, quantity, to }) => ({
        at,
        by: by ?? '',
        unit: from === 'outside' ? to : from,
        difference: from === 'outside' ? quantity : -quantity,
      })),
  };
}

function ordersOf(reader: ReportReader, stretch: Stretch): ShiftReport['orders'] {
  const ends = new Map(reader.outcomes(stretch).map(({ orders, outcome }) => [outcome, orders]));
  const of = (outcome: string) => ends.get(outcome) ?? 0;
  return {
    placed: reader.countPlaced(stretch),
    fulfilled: of('fulfilled'),
    cancelled: of('cancelled'),
    failed: of('failed'),
    expired: of('expired'),
    suspect: of('suspect'),
  };
}

/** One line for each currency and kind; a terminal that takes at once has captured. */
function moneyOf(reader: ReportReader, stretch: Stretch): ShiftReport['money'] {
  const lines = new Map<string, ShiftReport['money'][number]>();
  for (const { money, payments, state } of reader.payments(stretch)) {
    const kind = state === 'captured' || state === 'charged' ? 'captured' : 'held';
    const key = `${money.currency} ${kind}`;
    const line = lines.get(key) ?? { amount: 0, currency: money.currency, payments: 0, kind };
    lines.set(key, {
      ...line,
      amount: line.amount + money.amount * payments,
      payments: line.payments + payments,
    });
  }
  return [...lines.values()];
}
