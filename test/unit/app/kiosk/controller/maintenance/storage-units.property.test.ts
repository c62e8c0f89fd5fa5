import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { kioskRecords } from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import { StorageUnits } from '../../../../../../app/kiosk/controller/maintenance/storage/storage-units.ts';
import { openKioskDatabase } from '../../../../../../db/kiosk/open-kiosk-database.ts';
import type { Machine } from '../../../../../../drivers/contract/machine.ts';

const at = '2026-01-01T12:00:00.000Z';
const actor = { staffId: null, name: 'somebody', rights: [] };
const units = ['input', 'reject', 'retain'] as const;
/** A robot and a printer that see nothing. */
const machine = {
  robot: {
    status: {
      health: 'online',
      units: units.map((place) => ({ place, replenishment: 'unknown', count: null, capacity: 90 })),
    },
  },
  printer: { status: { health: 'online', paper: 'unknown', toner: 'unknown' } },
} as unknown as Pick<Machine, 'robot' | 'printer'>;

const unit = fc.constantFrom(...units);
const count = fc.option(fc.integer({ min: 0, max: 90 }));
const step = fc.oneof(
  fc.record({ does: fc.constant('move' as const), from: unit, to: unit }),
  fc.record({
    does: fc.constant('count' as const),
    unit,
    count,
    exchange: fc.constantFrom('recount', 'loaded', 'emptied' as const),
  }),
  fc.record({ does: fc.constant('handsIn' as const), unit }),
);

test('a unit that nobody sees into holds what was counted last, more what came and less what went', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const records = kioskRecords(openKioskDatabase(':memory:'));
      const clock = new ManualClock();
      const storage = new StorageUnits({ machine, records, clock });
      const model = new Map<string, { known: boolean; count: number }>();
      const of = (name: string) => model.get(name) ?? { known: false, count: 0 };
      for (const doing of steps) {
        if (doing.does === 'move') {
          if (doing.from === doing.to) continue;
          const { from, to } = doing;
          records.ledger.record({ at, item: 'disc', from, to, reason: 'moved' });
          model.set(from, { ...of(from), count: of(from).count - 1 });
          model.set(to, { ...of(to), count: of(to).count + 1 });
        } else if (doing.does === 'handsIn') {
          storage.startExchange(doing.unit);
          model.set(doing.unit, { ...of(doing.unit), known: false });
        } else {
          const { exchange, unit: name } = doing;
          storage.confirm(name, doing.count, { exchange, actor, reason: 'counted' });
          const isEmptied = exchange === 'emptied' && name !== 'input';
          if (isEmptied) model.set(name, { known: true, count: 0 });
          else if (doing.count === null) model.set(name, { ...of(name), known: false });
          else model.set(name, { known: true, count: doing.count });
        }
      }
      const said = storage.list().filter(({ unit: name }) => name !== 'paper' && name !== 'ink');
      const sum = records.ledger.balances().reduce((all, { quantity }) => all + quantity, 0);
      records.db.close();
      expect({ sum, counts: said.map((now) => [now.unit, now.count]) }).toEqual({
        sum: 0,
        counts: units.map((name) => [
          name,
          of(name).known && of(name).count >= 0 ? of(name).count : null,
        ]),
      });
    }),
    { numRuns: 60 },
  );
});
