import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyBin } from '../../../../app/kiosk/controller/records/empty-bin.ts';
import { kioskRecords } from '../../../../app/kiosk/controller/records/kiosk-records.ts';
import { accountOf } from '../../../../app/orders/ledger.ts';
import { LedgerChain } from '../../../../app/orders/ledger-chain.ts';
import type { DiscState } from '../../../../app/orders/disc-machine.ts';
import { hashOfEntry } from '../../../../db/kiosk/ledger-entry.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';
import { partsTitle } from '../../../support/kiosk-parts.ts';

const at = '2026-03-01T10:00:00.000Z';
const orderId = '0RDER000000000000001';
const by = { by: 's_staff', reason: 'said so', at };
const lost: DiscState = { at: 'unknown', last: 'gripper' };

const places = [
  'gripper',
  'tray:1',
  'tray:2',
  'printer',
  'slot:1',
  'reject',
  'retain',
  'customer',
  'unknown',
];
const happening = fc.oneof(
  fc.record({ does: fc.constant('load' as const), many: fc.nat(30) }),
  fc.record({
    does: fc.constant('count' as const),
    unit: fc.constantFrom('input', 'reject', 'retain'),
    many: fc.nat(30),
  }),
  fc.record({ does: fc.constant('pick' as const), to: fc.constantFrom(...places) }),
  fc.record({ does: fc.constant('move' as const), disc: fc.nat(), to: fc.constantFrom(...places) }),
  fc.record({
    does: fc.constant('empty' as const),
    unit: fc.constantFrom('reject' as const, 'retain' as const),
    counted: fc.option(fc.nat(12)),
  }),
  fc.record({ does: fc.constant('print' as const) }),
);

test('whatever becomes of discs and sheets, what went in is what is there and what went out', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (life) => {
      const records = kioskRecords(openKioskDatabase(':memory:'));
      records.orders.insert({
        orderId,
        code: '0RDE-R000',
        title: partsTitle,
        userId: 'u_0123456789',
        distributorId: 'DIST1',
        requestKey: 'key',
        language: 'en',
        createdAt: at,
        state: {
          at: 'placed',
          slot: 1,
        },
      });
      const where = new Map<string, string>();
      const miscounted: string[] = [];
      let loaded = 0;
      let picked = 0;
      let sheets = 0;
      for (const now of life) {
        const { discs, ledger } = records;
        if (now.does === 'load') {
          ledger.load({ ...by, item: 'disc', unit: 'input', quantity: now.many });
          loaded += now.many;
        } else if (now.does === 'count') {
          loaded += Math.max(
            0,
            ledger.correct({ ...by, item: 'disc', unit: now.unit, counted: now.many }),
          );
          if (ledger.balanceOf('disc', now.unit) !== now.many) miscounted.push(now.unit);
        } else if (now.does === 'pick') {
          picked += 1;
          const discId = `d_disc-${picked}`;
          discs.insert({ discId, orderId, attempt: 1, state: lost, place: now.to }, at);
          where.set(discId, now.to);
        } else if (now.does === 'move') {
          const discId = [...where.keys()][now.disc % Math.max(1, where.size)];
          if (discId === undefined) continue;
          discs.update(discId, lost, now.to, at);
          where.set(discId, now.to);
        } else if (now.does === 'empty') {
          const before = ledger.balanceOf('disc', 'outside');
          emptyBin(records, { ...by, unit: now.unit, counted: now.counted });
          loaded += before - ledger.balanceOf('disc', 'outside');
          for (const [discId, place] of where) if (place === now.unit) where.set(discId, 'removed');
          if (ledger.balanceOf('disc', now.unit) !== 0) miscounted.push(now.unit);
        } else {
          sheets += 1;
          ledger.record({ at, item: 'sheet', from: 'paper', to: 'printed', reason: 'jacket' });
        }
      }
      const chain = new LedgerChain(hashOfEntry);
      for (const entry of records.ledger.entries()) chain.take(entry);
      const unsound = chain.findings.filter(({ code }) => code !== 'LEDGER_UNIT_BELOW_ZERO');
      const sums = Object.fromEntries(chain.balancesOf('disc'));
      const { loaded: put, ...rest } = accountOf(sums);
      const kept = records.ledger.balances().filter(({ item }) => item === 'disc');
      expect({
        miscounted,
        unsound,
        put,
        total: Object.values(rest).reduce((sum, many) => sum + many, 0),
        places: [...chain.places],
        balances: Object.fromEntries(kept.map(({ quantity, unit }) => [unit, quantity])),
        counters: new Map(
          records.counters.list().map((one) => [one.name, one.sinceInitialisation]),
        ),
        head: records.ledger.head(),
        begun: chain.counts.get('discs.begun') ?? 0,
        printed: chain.counts.get('sheets.printed') ?? 0,
      }).toEqual({
        miscounted: [],
        unsound: [],
        put: loaded,
        total: loaded,
        places: [...where],
        balances: sums,
        counters: new Map(chain.counts),
        head: chain.last,
        begun: picked,
        printed: sheets,
      });
      records.db.close();
    }),
    { numRuns: 40, seed: 20260301 },
  );
});
