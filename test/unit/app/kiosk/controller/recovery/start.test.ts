import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minutes, seconds } from '../../../../../../app/foundation/units.ts';
import { partsDiscId, partsOrderId } from '../../../../../support/kiosk-parts.ts';
import {
  pickedDiscId,
  recoveryBench,
  type RecoveryBench,
} from '../../../../../support/recovery-bench.ts';

const at = '2026-01-01T12:00:00.000Z';

let bench: RecoveryBench;
beforeEach(() => {
  bench = recoveryBench();
});
afterEach(() => bench.close());

describe('an order that was being handed over when the power went', () => {
  const presented = (wasOpen: boolean) => {
    bench.parts.placePresenting();
    const { desk, clock, records } = bench.parts;
    bench.begin('present.started', { slot: 1 }, partsDiscId);
    records.discs.update(partsDiscId, { at: 'atExit', slot: 1 }, 'slot:1', '2026-01-01T12:00:00Z');
    if (wasOpen) {
      desk.happen(partsOrderId, { is: 'gateOpened', takeBefore: clock.now() + 20_000 });
    }
  };

  test('is ready again where its slot never opened, for whoever identifies again', async () => {
    presented(false);
    bench.world.slots[0]!.item = 'present';
    await bench.start();
    expect(bench.known()).toMatchObject({
      order: 'ready',
      discs: ['staged, slot:1'],
      acts: ['present.started interrupted'],
    });
    const identifiedAt = bench.parts.clock.now();
    const again = bench.parts.desk.happen(partsOrderId, { is: 'claimRequested', identifiedAt });
    expect(again.refusal).toBe('IDENTITY_NOT_FRESH');
  });

  test('keeps a disc that its customer could have touched, and gives it to nobody', async () => {
    presented(true);
    bench.world.slots[0]!.item = 'present';
    await bench.start();
    expect(bench.known()).toMatchObject({
      order: 'expired',
      rows: ['at exit, not taken, exit sensor still covered'],
    });
    expect(bench.effects()).toContain('clearSlot');
    expect(bench.effects()).not.toContain('present');
    // The order's own effect clears it: a second one would find nothing, and close the slot.
    expect(bench.cleared).toEqual([]);
  });

  test('has its money given back by what asks for that, which nothing interrupts', async () => {
    presented(true);
    bench.world.slots[0]!.item = 'present';
    const { records } = bench.parts;
    const money = { money: { amount: 499, currency: 'EUR' }, reference: 'AAAA/1' };
    records.payments.put(partsOrderId, { is: 'held', ...money, transaction: 't1' }, at);
    await bench.start();
    expect([records.payments.find(partsOrderId)?.is, bench.effects()]).toEqual([
      'releasing',
      ['clearSlot', 'releasePayment'],
    ]);
  });

  test('leaves the disc to its customer for as long as it can be reached, and sees it taken', async () => {
    presented(true);
    Object.assign(bench.world.slots[0]!, { item: 'present', shutter: 'open' });
    const starting = bench.start();
    await untilWaiting(bench);
    Object.assign(bench.world.slots[0]!, { item: 'absent', shutter: 'closed' });
    bench.parts.clock.advance(seconds(1));
    await starting;
    expect(bench.known()).toMatchObject({ order: 'fulfilled', discs: ['taken, customer'] });
  });

  test('is suspect where the exit is empty and nobody saw the disc go', async () => {
    presented(true);
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'suspect', discs: ['unknown, unknown'] });
    expect(bench.parts.records.slots.find(1)).toMatchObject({ is: 'blocked' });
    expect(bench.effects()).toEqual([]);
  });
});

describe('what no order knows', () => {
  test('goes from a drive to the reject bin, and the books say so', async () => {
    bench.world.trays[1]!.disc = 'complete';
    await bench.start();
    expect(bench.done).toContain('tray:2 > reject');
    expect(bench.parts.records.ledger.balanceOf('disc', 'reject')).toBe(1);
    expect(bench.pool.usable).toEqual([1, 2]);
  });

  test('goes from the gripper to the reject bin, past closed trays', async () => {
    bench.world.gripper = 'complete';
    bench.world.trays[0]!.isOpen = true;
    await bench.start();
    expect(bench.done).toEqual(['close 1', 'close 2', 'close 1', 'close 2', 'gripper > reject']);
  });

  test('closes a slot in which something lies that should not', async () => {
    bench.world.slots[1]!.item = 'present';
    await bench.start();
    expect(bench.parts.records.slots.find(2)).toEqual({
      is: 'blocked',
      reason: 'something lies in it',
    });
  });

  test('takes a drive out of use that cannot be emptied', async () => {
    bench.world.trays[1]!.disc = 'complete';
    bench.fails.set('tray:2 > reject', 'ROBOT_DISC_DROPPED');
    await bench.start();
    expect(bench.pool.usable).toEqual([1]);
  });
});

describe('a start without some of its devices', () => {
  const cutOffInPick = () => {
    bench.parts.placeProducing();
    bench.begin('pick.started', { discId: pickedDiscId, to: 'tray:1' });
    bench.health.drive = 'noDevice';
  };

  test('waits for a drive that would say what became of a disc, and goes on when it comes', async () => {
    cutOffInPick();
    bench.world.trays[0]!.disc = 'blank';
    await bench.start();
    expect([bench.known().order, bench.effects()]).toEqual(['producing', []]);
    const seen = new Promise<void>((resolve) => {
      bench.arrivals.onDone = resolve;
    });
    bench.turn('drive', 'online');
    await seen;
    expect(bench.effects()).toEqual(['continueDisc 1 write']);
  });

  test('waits ten minutes; then the disc is missing, and its order is for staff', async () => {
    cutOffInPick();
    await bench.start();
    bench.parts.clock.advance(minutes(10));
    expect(bench.known()).toMatchObject({
      order: 'suspect',
      discs: ['unknown, unknown'],
      acts: ['pick.started interrupted'],
    });
  });

  test('waits on where the records cannot be written when that time is over, and asks again', async () => {
    cutOffInPick();
    await bench.start();
    const { clock, records } = bench.parts;
    records.db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
    clock.advance(minutes(10));
    expect(bench.parts.at()).toBe('producing');
    records.db.exec('DROP TRIGGER full');
    clock.advance(minutes(10));
    expect(bench.parts.at()).toBe('suspect');
  });
});

describe('the record of a start', () => {
  test('counts a power loss where the one before left no mark of its end', async () => {
    const { boots } = bench.parts.records;
    boots.begin('first boot', '2026-01-01T11:00:00.000Z');
    await bench.start();
    expect(boots.last()).toMatchObject({
      bootId: 'second boot',
      after: 'powerLoss',
      found: { powerLosses: 1, decided: [], suspect: 0, unknownDiscs: 0, waiting: [] },
    });
  });

  test('counts none where it did, and none at the first start of all', () => {
    const { boots } = bench.parts.records;
    const time = '2026-01-01T11:00:00.000Z';
    expect(boots.begin('one', time).after).toBe('nothing');
    boots.end('one', time);
    expect(boots.begin('two', time).after).toBe('cleanEnd');
    expect(boots.countPowerLosses()).toBe(0);
  });

  test('sums up in one event', async () => {
    bench.parts.placeProducing();
    bench.begin('pick.started', { discId: pickedDiscId, to: 'tray:1' });
    await bench.start();
    const rows = bench.parts.records.db
      .prepare(`SELECT detail FROM events WHERE kind = 'reconcile.finished'`)
      .all() as { detail: string }[];
    expect(rows.map(({ detail }) => JSON.parse(detail) as unknown)).toEqual([
      {
        bootId: 'second boot',
        powerLosses: 0,
        decided: [
          {
            orderId: partsOrderId,
            row: 'pick started, gripper empty, drive empty',
            remedy: 'neverLeft',
          },
        ],
        suspect: 0,
        unknownDiscs: 0,
        waiting: [],
      },
    ]);
  });
});

/** Lets what is under way come to its next wait. */
async function untilWaiting({ parts }: RecoveryBench): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  parts.clock.advance(seconds(1));
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
