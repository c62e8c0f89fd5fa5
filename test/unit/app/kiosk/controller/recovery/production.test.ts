import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partsDiscId, partsOrderId } from '../../../../../support/kiosk-parts.ts';
import {
  pickedDiscId,
  recoveryBench,
  type RecoveryBench,
} from '../../../../../support/recovery-bench.ts';

let bench: RecoveryBench;
beforeEach(() => {
  bench = recoveryBench();
  bench.parts.placeProducing();
});
afterEach(() => bench.close());

const pick = () => bench.begin('pick.started', { discId: pickedDiscId, to: 'tray:1' });

describe('a disc that was being picked when the power went', () => {
  test('never left its pile, and the same order goes on', async () => {
    pick();
    await bench.start();
    expect(bench.known()).toEqual({
      order: 'queued',
      discs: [],
      acts: ['pick.started interrupted'],
      rows: ['pick started, gripper empty, drive empty'],
    });
    expect(bench.parts.records.stock.countReserved('blank')).toBe(1);
    expect(bench.pool.lease()).toBe(1);
  });

  test('is found in the gripper, put into its drive, and written where it is blank', async () => {
    pick();
    bench.world.gripper = 'blank';
    await bench.start();
    expect(bench.known()).toEqual({
      order: 'producing',
      discs: ['inDrive, tray:1'],
      acts: ['pick.started interrupted', 'reconcile.load done'],
      rows: ['pick started, disc in the drive, blank'],
    });
    expect(bench.effects()).toEqual(['continueDisc 1 write']);
    // Nobody else gets the drive meanwhile.
    expect(bench.pool.lease()).toBe(2);
  });

  test('is put down by a robot that cannot say what it holds', async () => {
    pick();
    bench.world.gripper = 'blank';
    bench.world.gripperSays = 'unknown';
    await bench.start();
    expect(bench.effects()).toEqual(['continueDisc 1 write']);
  });

  test('is looked for on an open tray, which is closed before its drive is asked', async () => {
    pick();
    Object.assign(bench.world.trays[0]!, { disc: 'blank', isOpen: true });
    await bench.start();
    expect(bench.done[0]).toBe('close 1');
    expect(bench.effects()).toEqual(['continueDisc 1 write']);
  });

  test('is rejected where it is no blank, and the order waits for another', async () => {
    pick();
    bench.world.trays[0]!.disc = 'complete';
    await bench.start();
    expect(bench.known()).toEqual({
      order: 'queued',
      discs: ['rejected, reject'],
      acts: ['pick.started interrupted', 'reconcile.reject done'],
      rows: ['pick started, disc in the drive, not blank'],
    });
    expect(bench.parts.records.stock.countReserved('blank')).toBe(1);
  });
});

describe('a disc in its drive when the power went', () => {
  test('is written from the beginning where the drive says that it is blank', async () => {
    bench.disc('writing');
    bench.begin('write.started', { place: 'tray:1' }, partsDiscId);
    bench.world.trays[0]!.disc = 'blank';
    await bench.start();
    expect([bench.known().rows, bench.effects()]).toEqual([
      ['load / write started, blank'],
      ['continueDisc 1 write'],
    ]);
    // A drive that tells what it holds is not moved.
    expect(bench.done).toEqual(['close 2']);
  });

  test('is rejected for the power loss where it is incomplete', async () => {
    bench.disc('writing');
    bench.begin('write.started', { place: 'tray:1' }, partsDiscId);
    bench.world.trays[0]!.disc = 'appendable';
    await bench.start();
    expect(bench.known()).toEqual({
      order: 'queued',
      discs: ['rejected, reject'],
      acts: ['write.started interrupted', 'reconcile.reject done'],
      rows: ['write started, incomplete / appendable'],
    });
    const { state } = bench.parts.records.discs.get(partsDiscId);
    expect(state).toEqual({ at: 'rejected', reason: 'powerLoss' });
  });

  test('is read in full where it is complete', async () => {
    bench.disc('writing');
    bench.begin('write.started', { place: 'tray:1' }, partsDiscId);
    bench.world.trays[0]!.disc = 'complete';
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'producing', discs: ['written, tray:1'] });
    expect(bench.effects()).toEqual(['continueDisc 1 verify']);
  });

  test('is read again where it was being read', async () => {
    bench.disc('written');
    bench.begin('verify.started', { drive: 1 }, partsDiscId);
    bench.world.trays[0]!.disc = 'complete';
    await bench.start();
    expect([bench.known().rows, bench.effects()]).toEqual([
      ['verify started, any'],
      ['continueDisc 1 verify'],
    ]);
  });

  test('goes on by its record where the power went between two acts', async () => {
    bench.disc('verified');
    bench.world.trays[0]!.disc = 'complete';
    await bench.start();
    expect(bench.effects()).toEqual(['continueDisc 1 verify']);
  });

  test('is found in the other drive, where it was carried to be read', async () => {
    bench.disc('written');
    bench.begin('carry.started', { from: 'tray:1', to: 'tray:2' }, partsDiscId);
    bench.world.trays[1]!.disc = 'complete';
    await bench.start();
    expect(bench.effects()).toEqual(['continueDisc 2 verify']);
  });

  test('is nowhere: its slot is closed until staff have cleared the path, then another is made', async () => {
    bench.disc('written');
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'suspect', discs: ['unknown, unknown'] });
    const { desk, records } = bench.parts;
    expect(records.slots.find(1)).toEqual({ is: 'blocked', reason: 'suspect in producing' });
    desk.happen(partsOrderId, { is: 'pathCleared' });
    expect(bench.parts.at()).toBe('queued');
    expect(records.slots.find(1)).toEqual({ is: 'reserved', orderId: partsOrderId });
    expect([records.stock.countReserved('blank'), records.stock.countReserved('sheet')]).toEqual([
      1, 1,
    ]);
  });
});

describe('a disc on its way to its slot when the power went', () => {
  beforeEach(() => {
    bench.disc('verified');
    bench.begin('stage.started', { from: 'tray:1', to: 'slot:1' }, partsDiscId);
  });

  test('lies in it, and nowhere else: it is staged', async () => {
    bench.world.slots[0]!.item = 'present';
    await bench.start();
    expect(bench.known()).toEqual({
      order: 'producing',
      discs: ['staged, slot:1'],
      acts: ['stage.started interrupted'],
      rows: ['stage started, slot full, id matches'],
    });
    expect(bench.parts.records.slots.find(1)).toMatchObject({ is: 'occupied' });
  });

  test('is held: it is loaded, read in full, and staged again', async () => {
    bench.world.gripper = 'complete';
    await bench.start();
    expect(bench.known().acts).toEqual(['stage.started interrupted', 'reconcile.load done']);
    expect(bench.effects()).toEqual(['continueDisc 1 verify']);
  });

  test('is nowhere: the path waits for staff', async () => {
    await bench.start();
    expect(bench.known()).toMatchObject({
      order: 'suspect',
      discs: ['unknown, unknown'],
      rows: ['stage started, nothing found'],
    });
  });

  test('is not believed to be in its slot while its drive is full too', async () => {
    bench.world.slots[0]!.item = 'present';
    bench.world.trays[0]!.disc = 'complete';
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'suspect' });
    expect(bench.parts.records.slots.find(1)).toMatchObject({ is: 'blocked' });
  });
});

describe('a disc in or near the disc printer when the power went', () => {
  beforeEach(() => {
    bench.disc('verified');
    bench.begin('label.started', { from: 'tray:1', to: 'printer' }, partsDiscId);
  });

  test('may be half printed: it is rejected, and another is made', async () => {
    bench.world.printer = 'complete';
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'queued', discs: ['rejected, reject'] });
  });

  test('was to be fetched from it and is still in it: it is rejected, and another is made', async () => {
    bench.begin('stage.started', { from: 'printer', to: 'slot:1' }, partsDiscId);
    bench.world.printer = 'complete';
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'queued', discs: ['rejected, reject'] });
    expect(bench.parts.records.ledger.balanceOf('disc', 'unknown')).toBe(0);
  });

  test('was fetched from it and is nowhere: the path waits for staff', async () => {
    bench.begin('stage.started', { from: 'printer', to: 'slot:1' }, partsDiscId);
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'suspect', discs: ['unknown, unknown'] });
  });

  test('never came to it: it is read in full and goes on', async () => {
    bench.world.trays[0]!.disc = 'complete';
    await bench.start();
    expect(bench.effects()).toEqual(['continueDisc 1 verify']);
  });
});

describe('a start that was itself cut off', () => {
  test('goes on from where the disc was loaded', async () => {
    pick();
    bench.begin('reconcile.load', { from: 'gripper', to: 'tray:1' });
    bench.world.trays[0]!.disc = 'blank';
    await bench.start();
    expect(bench.known().acts).toEqual(['pick.started interrupted', 'reconcile.load interrupted']);
    expect(bench.effects()).toEqual(['continueDisc 1 write']);
  });

  test('while a carried disc was loaded again finds it in the gripper, and loads it', async () => {
    bench.disc('written');
    bench.begin('carry.started', { from: 'tray:1', to: 'tray:2' }, partsDiscId);
    bench.world.gripper = 'complete';
    bench.begin('reconcile.load', { from: 'gripper', to: 'tray:2' });
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'producing', discs: ['written, tray:1'] });
    expect(bench.effects()).toEqual(['continueDisc 1 verify']);
  });

  test('finds a carried disc in the other drive, and reads it there', async () => {
    bench.disc('written');
    bench.begin('carry.started', { from: 'tray:1', to: 'tray:2' }, partsDiscId);
    bench.begin('reconcile.load', { from: 'gripper', to: 'tray:2' });
    bench.world.trays[1]!.disc = 'complete';
    await bench.start();
    expect(bench.known()).toMatchObject({
      discs: ['written, tray:2'],
      acts: ['carry.started interrupted', 'reconcile.load interrupted'],
    });
    // The other one is free again, this one is not.
    expect([bench.effects(), bench.pool.lease(), bench.pool.lease()]).toEqual([
      ['continueDisc 2 verify'],
      1,
      null,
    ]);
  });

  const rejecting = () => {
    bench.disc('writing');
    bench.begin('write.started', { place: 'tray:1' }, partsDiscId);
    const intent = { from: 'tray:1', to: 'reject', reason: 'powerLoss', inBin: 4 };
    bench.begin('reconcile.reject', intent, partsDiscId);
  };

  test('carries a disc to the bin that is still in its drive', async () => {
    rejecting();
    bench.world.trays[0]!.disc = 'appendable';
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'queued', discs: ['rejected, reject'] });
  });

  test('finds it in the bin by its count, and rejects nothing twice', async () => {
    rejecting();
    bench.world.rejected = 5;
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'queued', discs: ['rejected, reject'] });
    expect(bench.done.filter((step) => step.includes('reject'))).toEqual([]);
  });

  test('calls it unknown where the bin has no more than before, and does without it', async () => {
    rejecting();
    await bench.start();
    expect(bench.known()).toMatchObject({ order: 'queued', discs: ['unknown, unknown'] });
  });
});

test('an order for which nothing was begun yet waits for a drive again', async () => {
  await bench.start();
  expect(bench.known()).toEqual({ order: 'queued', discs: [], acts: [], rows: [] });
});
