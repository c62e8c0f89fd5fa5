import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiscCarrier } from '../../../../../app/kiosk/controller/workflow/disc-carrier.ts';
import { machineLocks } from '../../../../../app/kiosk/controller/workflow/lock.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import type { OpticalDrive } from '../../../../../drivers/optical-drive/contract.ts';
import { openNimbieBench } from '../../../../support/nimbie-bench.ts';
import { robotBench, type DiscRobotBench } from '../../../../support/robot-bench.ts';

let bench: DiscRobotBench;
let carrier: DiscCarrier;
/** Every motion of a tray, and how the robot was then. */
let motions: string[];
/** The drive whose tray does not close. */
let stuck: number | null;
const { signal } = new AbortController();

/** A Nimbie under its driver, and two drives whose trays are the world's. */
beforeEach(async () => {
  bench = await robotBench(openNimbieBench);
  motions = [];
  stuck = null;
  const drive = (number: number) => {
    const moveTray = (motion: 'open' | 'close') => {
      if (motion === 'close' && number === stuck) return Promise.reject(new Error('It is stuck.'));
      motions.push(`${motion} ${number}, robot ${bench.robot.status.health}`);
      if (motion === 'open') bench.openTray(number);
      else bench.closeTray(number);
      return Promise.resolve();
    };
    return { openTray: () => moveTray('open'), closeTray: () => moveTray('close') };
  };
  const drives = [drive(1), drive(2)] as unknown as OpticalDrive[];
  const machine = { drives, robot: bench.robot } as unknown as Machine;
  carrier = new DiscCarrier(machine, machineLocks(2));
});
afterEach(() => bench.dispose());

describe('a Nimbie and its drive', () => {
  test('take turns, however many want the tray', async () => {
    const inTray = carrier.moveByTray(1, 'input', 'tray:1', signal);
    const reload = carrier.holdTray(1, async () => {
      await carrier.driveAt(1).openTray();
      await carrier.driveAt(1).closeTray();
    });
    const toSlot = carrier.moveByTray(1, 'tray:1', 'slot:1', signal);
    const other = carrier.closeTray(2, signal);
    await bench.run(Promise.all([inTray, reload, toSlot, other]));
    expect(motions.filter((motion) => !motion.endsWith('robot online'))).toEqual([]);
    expect(motions.map((motion) => motion.split(',')[0])).toEqual(
      'open 1,close 1,close 2,open 1,close 1,open 1,close 1'.split(','),
    );
    expect([bench.discAt('slot:1'), bench.discAt('floor')]).toEqual(['disc-00005', null]);
  });

  test('never meet: a move that is held up keeps the tray where it is', async () => {
    bench.inject('robot.silent');
    const lost = carrier.moveByTray(1, 'input', 'tray:1', signal);
    const closing = carrier.closeTray(1, signal);
    await expect(bench.run(lost)).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await bench.run(closing);
    expect(motions[1]).toBe('close 1, robot hardwareError');
    expect([carrier.fault, bench.discAt('tray:1')]).toEqual(['DEVICE_TIMEOUT', 'disc-00005']);
  });

  test('leave a tray out that an arm may still reach into, until a person has looked', async () => {
    bench.inject('robot.silent');
    const lost = carrier.moveByTray(1, 'input', 'tray:1', signal);
    await expect(bench.run(lost)).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(motions).toEqual(['open 1, robot online']);
    await bench.run(carrier.returnToWork(signal));
    expect(motions).toEqual(['open 1, robot online', 'close 1, robot online']);
    expect(carrier.fault).toBeNull();
  });

  test('let no disc fall past a tray of another drive that did not close', async () => {
    await bench.run(carrier.moveByTray(1, 'input', 'tray:1', signal));
    stuck = 2;
    const second = carrier.moveByTray(2, 'input', 'tray:2', signal);
    await expect(bench.run(second)).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    const out = carrier.moveByTray(1, 'tray:1', 'slot:1', signal);
    await expect(bench.run(out)).rejects.toMatchObject({
      code: 'DISC_LEFT_IN_GRIPPER',
      context: { from: 'gripper', to: 'slot:1', reason: 'TRAY_IN_THE_WAY' },
    });
    expect([bench.discAt('gripper'), carrier.fault]).toEqual([
      expect.any(String),
      'DISC_LEFT_IN_GRIPPER',
    ]);
    stuck = null;
    await bench.run(carrier.closeTray(2, signal));
    await bench.run(carrier.move('gripper', 'reject', signal));
    expect(bench.discAt('gripper')).toBeNull();
  });

  test('need a person where a disc cannot be let go: it hangs in the gripper', async () => {
    await bench.run(carrier.moveByTray(1, 'input', 'tray:1', signal));
    bench.inject('robot.disc-stuck#2');
    bench.inject('robot.disc-stuck#3');
    bench.inject('robot.disc-stuck#4');
    await expect(
      bench.run(carrier.moveByTray(1, 'tray:1', 'slot:1', signal)),
    ).rejects.toMatchObject({
      code: 'DISC_LEFT_IN_GRIPPER',
      context: { from: 'gripper', to: 'slot:1', reason: 'ROBOT_DISC_STUCK' },
    });
    await expect(bench.run(carrier.returnToWork(signal))).rejects.toMatchObject({
      code: 'ROBOT_GRIPPER_HOLDING',
    });
    await bench.run(carrier.move('gripper', 'reject', signal));
    await bench.run(carrier.returnToWork(signal));
    expect(carrier.fault).toBeNull();
  });

  test('reach no bin from a slot', () => {
    expect([
      carrier.canMove('slot:1', 'reject'),
      carrier.canMove('tray:1', 'reject'),
      carrier.canMove('input', 'tray:1'),
    ]).toEqual([false, true, true]);
  });
});
