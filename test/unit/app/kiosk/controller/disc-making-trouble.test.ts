import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { OpticalDriveError } from '../../../../../drivers/optical-drive/contract.ts';
import { discMakingBench, type DiscMakingBench } from '../../../../support/disc-making-bench.ts';
import { settle, whileTimePasses } from '../../../../support/drivers-time.ts';
import { partsOrderId } from '../../../../support/kiosk-parts.ts';

let bench: DiscMakingBench;
beforeEach(() => {
  bench = discMakingBench();
  return () => bench.remove();
});

describe('making a disc when the machine is in trouble', () => {
  test('where the input bin is empty the order waits again, and no disc was begun', async () => {
    bench.fails.set('input > tray:1', 'ROBOT_SOURCE_EMPTY');
    expect(await bench.making.make(partsOrderId)).toBe(false);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
    expect(bench.carrier.fault).toBeNull();
  });

  test('a tray on which something lies already costs the drive, so that the next order gets the other', async () => {
    bench.fails.set('input > tray:1', 'ROBOT_DESTINATION_FULL');
    expect(await bench.making.make(partsOrderId)).toBe(false);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
    expect(bench.pool.usable).toEqual([2]);
  });

  test('a tray that does not open costs the drive; no disc was begun', async () => {
    bench.fails.set('open', 'DRIVE_TRAY_FAULT');
    expect(await bench.making.make(partsOrderId)).toBe(false);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
    expect(bench.pool.usable).toEqual([2]);
  });

  test('a blank on a tray that does not close has been picked: it is known where it lies', async () => {
    bench.fails.set('close', 'DRIVE_TRAY_FAULT');
    expect(await bench.making.make(partsOrderId)).toBe(true);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(bench.parts.records.discs.listOf(partsOrderId)[0]?.place).toBe('tray:1');
    expect(bench.parts.records.stock.countReserved('blank')).toBe(0);
    expect(bench.pool.usable).toEqual([2]);
  });

  test('a tray that does not close behind a finished disc costs the drive, not the disc in its slot', async () => {
    bench.onMove = () => {
      if (bench.done.includes('verify')) bench.fails.set('close', 'DRIVE_TRAY_FAULT');
    };
    await bench.making.make(partsOrderId);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'producing', discs: ['staged'] });
    expect(bench.pool.usable).toEqual([2]);
  });

  test('a blank dropped on the way stays dropped, though the tray does not close either', async () => {
    bench.fails.set('input > tray:1', 'ROBOT_DISC_DROPPED');
    bench.fails.set('close', 'DRIVE_TRAY_FAULT');
    await bench.making.make(partsOrderId);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(bench.parts.records.discs.listOf(partsOrderId)[0]?.place).toBe('unknown');
    const [pick] = bench.parts.records.acts.listOf(partsOrderId);
    expect(pick?.evidence).toEqual({ code: 'ROBOT_DISC_DROPPED' });
  });

  test('a stop in the middle of a move leaves no tray open', async () => {
    bench.onMove = () =>
      bench.parts.stop.abort(new AppError('CONTROLLER_STOPPING', 'Stopping.', { remedy: 'retry' }));
    await expect(bench.making.make(partsOrderId)).rejects.toMatchObject({
      code: 'CONTROLLER_STOPPING',
    });
    expect(bench.done).toEqual(['open', 'input > tray:1', 'close']);
    expect(bench.whatIsKnown()).toMatchObject({
      discs: ['blankConfirmed'],
      acts: ['pick.started done'],
    });
  });

  test('a stuck disc is tried three times, then the robot is left to a person', async () => {
    bench.fails.set('input > tray:1', 'ROBOT_DISC_STUCK');
    await bench.making.make(partsOrderId);
    expect(bench.done.filter((step) => step === 'input > tray:1')).toHaveLength(3);
    expect(bench.carrier.fault).toBe('ROBOT_DISC_STUCK');
  });

  test.each(['ROBOT_GRIPPER_HOLDING', 'DEVICE_SEQUENCE'])(
    'a robot that begins no move (%s) has picked nothing, and is left to a person',
    async (code) => {
      bench.fails.set('input > tray:1', code);
      expect(await bench.making.make(partsOrderId)).toBe(false);
      expect(bench.whatIsKnown()).toMatchObject({ order: 'queued', attempt: 1, discs: [] });
      expect(bench.carrier.fault).toBe(code);
    },
  );

  test('a dropped disc is unknown, its order suspect, its slot blocked', async () => {
    bench.fails.set('tray:1 > slot:1', 'ROBOT_DISC_DROPPED');
    await bench.making.make(partsOrderId);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(bench.parts.records.slots.find(1)?.is).toBe('blocked');
    expect(bench.carrier.fault).toBe('ROBOT_DISC_DROPPED');
  });

  describe('and the disc of another order fell meanwhile', () => {
    const stop = new AbortController().signal;
    const staging = () => bench.done.filter((step) => step === 'tray:1 > slot:1');
    beforeEach(() => {
      bench.fails.set('slot:2 > reject', 'ROBOT_DISC_DROPPED');
      bench.onBurn = () => {
        bench.carrier.move('slot:2', 'reject', stop).catch(() => {});
      };
    });

    test('a finished disc waits in its drive until a person has looked, and is staged then', async () => {
      const making = bench.making.make(partsOrderId);
      await settle();
      expect([bench.parts.at(), staging()]).toEqual(['producing', []]);
      await bench.carrier.returnToWork(stop);
      await making;
      expect([bench.whatIsKnown().discs, staging().length]).toEqual([['staged'], 1]);
    });

    test('what waits is given up when the program ends, with no act begun', async () => {
      const making = bench.making.make(partsOrderId);
      await settle();
      bench.parts.stop.abort(new Error('The end.'));
      await expect(making).rejects.toThrow('The end.');
      expect(bench.parts.records.acts.listOpen()).toEqual([]);
    });
  });

  test('a disc whose drive is busy for a moment is written a little later, in the same act', async () => {
    let tries = 0;
    bench.onBurn = () => {
      tries += 1;
      if (tries > 1) return;
      throw new OpticalDriveError('DRIVE_BUSY', 'Busy.', {
        remedy: 'retry',
        disc: 'untouched',
        retry: 'sameDisc',
      });
    };
    const begin = bench.parts.clock.monotonic();
    expect(
      await whileTimePasses(bench.parts.clock, bench.making.make(partsOrderId), seconds(30)),
    ).toBe(true);
    expect(tries).toBe(2);
    expect(bench.parts.clock.monotonic() - begin).toBeGreaterThanOrEqual(seconds(3));
    expect(bench.whatIsKnown()).toMatchObject({
      discs: ['staged'],
      acts: [
        'pick.started done',
        'write.started done',
        'verify.started done',
        'stage.started done',
      ],
    });
  });

  test('a drive that stays busy is asked twice, not for ever', async () => {
    let tries = 0;
    bench.onBurn = () => {
      tries += 1;
      throw new OpticalDriveError('DRIVE_BUSY', 'Busy.', {
        remedy: 'retry',
        disc: 'untouched',
        retry: 'sameDisc',
      });
    };
    await whileTimePasses(bench.parts.clock, bench.making.make(partsOrderId), seconds(30));
    expect(tries).toBe(2);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'queued', discs: ['rejected'] });
  });

  test('a disc is reloaded for reading back only when the arm and the tray are free', async () => {
    let letGo = () => {};
    bench.onBurn = () => {
      void bench.locks.robot.hold(
        () =>
          new Promise<void>((resolve) => {
            letGo = resolve;
          }),
      );
    };
    const made = bench.making.make(partsOrderId);
    await expect.poll(() => bench.done.at(-1)).toBe('burn');
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(bench.done.at(-1)).toBe('burn');
    letGo();
    await made;
    expect(bench.done).toContain('reload');
    expect(bench.parts.records.discs.listOf(partsOrderId)[0]?.state.at).toBe('staged');
  });

  test('a stop that cuts a write off leaves its act open, for the next start to find', async () => {
    bench.onBurn = () =>
      bench.parts.stop.abort(new AppError('CONTROLLER_STOPPING', 'Stopping.', { remedy: 'retry' }));
    bench.fails.set('burn', 'DRIVE_CANCELED');
    await expect(bench.making.make(partsOrderId)).rejects.toMatchObject({
      code: 'CONTROLLER_STOPPING',
    });
    expect(bench.parts.records.acts.listOpen().map((act) => act.kind)).toEqual(['write.started']);
    expect(bench.parts.at()).toBe('producing');
  });

  test('a write that ends well while the program stops is recorded, and nothing is begun after it', async () => {
    bench.onBurn = () =>
      bench.parts.stop.abort(new AppError('CONTROLLER_STOPPING', 'Stopping.', { remedy: 'retry' }));
    await expect(bench.making.make(partsOrderId)).rejects.toMatchObject({
      code: 'CONTROLLER_STOPPING',
    });
    expect(bench.whatIsKnown()).toMatchObject({
      discs: ['written'],
      acts: ['pick.started done', 'write.started done'],
    });
    expect(bench.done.at(-1)).toBe('burn');
  });
});

/** As a robot has it that lifts a disc, and drops it past closed trays. */
const byGripper = [
  { from: 'input', to: 'tray:1', needsClosedTrays: false },
  { from: 'tray:1', to: 'gripper', needsClosedTrays: false },
  { from: 'gripper', to: 'slot:1', needsClosedTrays: true },
  { from: 'gripper', to: 'reject', needsClosedTrays: true },
] as const;

describe('a disc that is moved by way of the gripper', () => {
  beforeEach(() => {
    bench.moves.push(...byGripper);
  });
  const afterVerify = () => bench.done.slice(bench.done.indexOf('verify') + 1);
  const theDisc = () => bench.parts.records.discs.listOf(partsOrderId)[0];

  test('is lifted from its open tray, and let go once the tray is closed', async () => {
    await bench.making.make(partsOrderId);
    expect(afterVerify()).toEqual(['open', 'tray:1 > gripper', 'close', 'gripper > slot:1']);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'producing', discs: ['staged'] });
  });

  test('is still in its drive where it could not be lifted: lost to its order, not to the machine', async () => {
    bench.fails.set('tray:1 > gripper', 'ROBOT_DISC_STUCK');
    await bench.making.make(partsOrderId);
    expect(afterVerify().at(-1)).toBe('close');
    expect(bench.whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(theDisc()?.place).toBe('unknown');
  });

  test.each(['ROBOT_DISC_STUCK', 'ROBOT_DESTINATION_FULL', 'ROBOT_TRAY_POSITION'])(
    'hangs in the gripper where it cannot be let go (%s): nothing is moved any more, and its record says so',
    async (code) => {
      bench.fails.set('gripper > slot:1', code);
      await bench.making.make(partsOrderId);
      expect(bench.carrier.fault).toBe('DISC_LEFT_IN_GRIPPER');
      expect(bench.whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
      expect(theDisc()?.place).toBe('gripper');
      const stage = bench.parts.records.acts.listOf(partsOrderId).at(-1);
      expect(stage?.evidence).toEqual({ code: 'DISC_LEFT_IN_GRIPPER' });
    },
  );

  test('is not let go past a tray that does not close', async () => {
    bench.onMove = () => {
      if (bench.done.includes('verify')) bench.fails.set('close', 'DRIVE_TRAY_FAULT');
    };
    await bench.making.make(partsOrderId);
    expect(afterVerify()).toEqual(['open', 'tray:1 > gripper', 'close']);
    expect(bench.carrier.fault).toBe('DISC_LEFT_IN_GRIPPER');
    expect(theDisc()?.place).toBe('gripper');
    expect(bench.pool.usable).toEqual([2]);
  });

  test.each([
    ['ROBOT_SOURCE_EMPTY', 'ROBOT_DISC_DROPPED'],
    ['ROBOT_DISC_DROPPED', 'ROBOT_DISC_DROPPED'],
    ['DEVICE_TIMEOUT', 'DEVICE_TIMEOUT'],
  ])('is nobody knows where after %s on the second half', async (code, fault) => {
    bench.fails.set('gripper > slot:1', code);
    await bench.making.make(partsOrderId);
    expect(bench.carrier.fault).toBe(fault);
    expect(theDisc()?.place).toBe('unknown');
  });

  test('is carried to its end, though the program is ending', async () => {
    bench.onMove = () => {
      if (!bench.done.includes('verify')) return;
      bench.parts.stop.abort(new AppError('CONTROLLER_STOPPING', 'Stopping.', { remedy: 'retry' }));
    };
    await bench.making.make(partsOrderId);
    expect(afterVerify().at(-1)).toBe('gripper > slot:1');
    expect(bench.whatIsKnown()).toMatchObject({ discs: ['staged'] });
  });
});

describe('a blank that is picked by way of the gripper', () => {
  beforeEach(() => {
    bench.moves.push(
      { from: 'input', to: 'gripper', needsClosedTrays: false },
      { from: 'gripper', to: 'tray:1', needsClosedTrays: false },
    );
  });

  test('is lifted before the tray is opened for it', async () => {
    bench.fails.set('tray:1 > slot:1', 'ROBOT_DISC_DROPPED');
    await bench.making.make(partsOrderId);
    expect(bench.done.slice(0, 4)).toEqual([
      'input > gripper',
      'open',
      'gripper > tray:1',
      'close',
    ]);
  });

  test.each([
    ['gripper > tray:1', 'ROBOT_DESTINATION_FULL'],
    ['open', 'DRIVE_TRAY_FAULT'],
  ])('has left the input where its second half fails (%s: %s)', async (step, code) => {
    bench.fails.set(step, code);
    expect(await bench.making.make(partsOrderId)).toBe(true);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'suspect', discs: ['unknown'] });
    expect(bench.parts.records.discs.listOf(partsOrderId)[0]?.place).toBe('gripper');
    expect(bench.carrier.fault).toBe('DISC_LEFT_IN_GRIPPER');
  });

  test('waits in the input where it could not be lifted', async () => {
    bench.fails.set('input > gripper', 'ROBOT_SOURCE_EMPTY');
    expect(await bench.making.make(partsOrderId)).toBe(false);
    expect(bench.whatIsKnown()).toMatchObject({ order: 'queued', discs: [] });
    expect(bench.carrier.fault).toBeNull();
  });
});
