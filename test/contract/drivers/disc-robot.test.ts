import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { milliseconds, minutes, seconds } from '../../../app/foundation/units.ts';
import type { DiscRobot } from '../../../drivers/disc-robot/contract.ts';
import { openCdrskinDrive } from '../../../drivers/optical-drive/optical-drive-cdrskin.ts';
import { nimbieUsb, openNimbieRobot } from '../../../drivers/disc-robot/disc-robot-nimbie.ts';
import { openManualRobot } from '../../../drivers/disc-robot/disc-robot-manual.ts';
import { runSimulatedAttendant } from '../../../drivers/disc-robot/simulated-attendant.ts';
import { openSimulatedDiscRobot } from '../../../drivers/disc-robot/simulated-disc-robot.ts';
import { parseFault } from '../../../drivers/world/faults.ts';
import { settle, whileTimePasses } from '../../support/drivers-time.ts';
import { worldUnderTest, type WorldUnderTest } from '../../support/drivers-world.ts';
import { openNimbieBench } from '../../support/nimbie-bench.ts';
import { robotBench } from '../../support/robot-bench.ts';
import { openUsbBulk } from '../../../drivers/transports/usb-bulk.ts';
import { onHardware } from './hardware.ts';
import { describeDiscRobotContract } from './describe-disc-robot.ts';

describeDiscRobotContract(
  'the simulated one',
  () =>
    robotBench((world, clock) =>
      Promise.resolve({
        robot: openSimulatedDiscRobot({ world, rate: 1, clock, logger: silentLogger }),
        unplug: null,
      }),
    ),
  { hasCable: false },
);

describeDiscRobotContract('a Nimbie', () => robotBench(openNimbieBench));

describeDiscRobotContract(
  'an attendant',
  () =>
    robotBench((world, clock) => {
      const { attendant, robot } = openManualRobot({
        drives: world.state.trays.length,
        slots: world.state.slots.length,
        patience: minutes(2),
        clock,
        logger: silentLogger,
      });
      return Promise.resolve({
        robot,
        unplug: null,
        stop: runSimulatedAttendant(world, attendant, clock, seconds(20)),
        helpToProve: () => attendant.answer(attendant.task?.number ?? 0, 'done'),
      });
    }),
  { closedTray: 'ROBOT_DISC_STUCK', hasCable: false },
);

onHardware('a Nimbie', 'DIPTYCH_TEST_NIMBIE', (device) => {
  it('carries a disc from its input to the recorder at that path, and out by the reject exit', async () => {
    const services = { clock: systemClock, logger: silentLogger };
    const drive = await openCdrskinDrive({
      program: 'cdrskin',
      leadingArguments: [],
      device,
      maximumSpeed: 8,
      ...services,
    });
    const bulk = await openUsbBulk(nimbieUsb);
    const robot = await openNimbieRobot({ bulk, acceptsTo: 'slot:1', ...services });
    try {
      await drive.openTray();
      await robot.move('input', 'tray:1');
      await drive.closeTray();
      expect((await drive.readMedium()).state).not.toBe('none');
      await drive.openTray();
      await robot.move('tray:1', 'gripper');
      expect(robot.status.gripper).toBe('holding');
      await drive.closeTray();
      await robot.move('gripper', 'reject');
      expect(robot.status).toMatchObject({ gripper: 'empty', health: 'online' });
    } finally {
      await robot.close();
      await drive.close();
    }
  });
});

describe('the simulated disc robot', () => {
  let under: WorldUnderTest;
  let robot: DiscRobot;
  const clock = new ManualClock();
  beforeEach(() => {
    under = worldUnderTest();
    robot = openSimulatedDiscRobot({ world: under.world, rate: 1, clock, logger: silentLogger });
  });
  afterEach(() => under.remove());
  const inject = (fault: string) =>
    under.world.change((draft) => {
      draft.faults.push(parseFault(fault));
    });
  const move = (signal?: AbortSignal) =>
    whileTimePasses(
      clock,
      robot.move('input', 'reject', signal ? { signal } : {}),
      seconds(120),
      milliseconds(1000),
    );

  it('takes as long as a robot does', async () => {
    const begin = clock.monotonic();
    await move();
    expect(clock.monotonic() - begin).toBe(12_000);
  });

  it('leaves a disc that it cannot lift where it was', async () => {
    inject('robot.disc-stuck');
    await expect(move()).rejects.toMatchObject({ code: 'ROBOT_DISC_STUCK' });
    expect(under.world.state.discs.every((disc) => disc.place.at === 'input')).toBe(true);
  });

  it('loses a disc that it drops, and holds nothing afterwards', async () => {
    inject('robot.disc-dropped#2');
    await move();
    await expect(move()).rejects.toMatchObject({ code: 'ROBOT_DISC_DROPPED' });
    expect(robot.status.gripper).toBe('empty');
    expect(under.world.discAt('floor')).not.toBeNull();
  });

  it('may have moved the disc all the same when it does not answer', async () => {
    inject('robot.silent');
    await expect(move()).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(under.world.discAt('reject')).not.toBeNull();
  });

  it('carries a disc that it has lifted to its end, though the caller gives up', async () => {
    const giveUp = new AbortController();
    clock.after(seconds(7), () => giveUp.abort());
    await move(giveUp.signal);
    expect(under.world.discAt('reject')).not.toBeNull();
  });

  it('moves nothing else while its gripper holds a disc', async () => {
    under.world.change((draft) => {
      draft.discs.at(-1)!.place = { at: 'gripper' };
    });
    await expect(move()).rejects.toMatchObject({ code: 'ROBOT_GRIPPER_HOLDING' });
    await whileTimePasses(clock, robot.move('gripper', 'reject'), seconds(20));
    expect(robot.status.gripper).toBe('empty');
  });
});

describe('the simulated Nimbie', () => {
  it('loses its way when told to: its driver resets it and does not move again', async () => {
    const bench = await robotBench(openNimbieBench);
    bench.openTray(1);
    bench.inject('robot.confused');
    await expect(bench.run(bench.robot.move('input', 'tray:1'))).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
    });
    expect(bench.discAt('tray:1')).toBeNull();
    expect(bench.robot.status.health).toBe('hardwareError');
    await bench.run(bench.robot.readState());
    await bench.run(bench.robot.move('input', 'tray:1'));
    await bench.dispose();
  });

  it('lets a disc fall where the tray moves under it', async () => {
    const bench = await robotBench(openNimbieBench);
    bench.openTray(1);
    const moving = bench.robot.move('input', 'tray:1');
    moving.catch(() => {});
    await bench.pass(seconds(1));
    bench.closeTray(1);
    await expect(bench.run(moving)).rejects.toMatchObject({ code: 'ROBOT_DISC_DROPPED' });
    expect(bench.discAt('floor')).not.toBeNull();
    await bench.dispose();
  });
});

describe('a machine without a robot', () => {
  it('asks one task at a time, and takes an answer to nothing else', async () => {
    const clock = new ManualClock();
    const { attendant, robot } = openManualRobot({
      drives: 1,
      slots: 1,
      patience: minutes(2),
      clock,
      logger: silentLogger,
    });
    const asked: (string | null)[] = [];
    attendant.onTask((task) => asked.push(task && `${task.number}: ${task.from} > ${task.to}`));
    expect(() => attendant.answer(1, 'done')).toThrow('Nothing is asked.');
    const first = robot.move('input', 'tray:1');
    await settle();
    expect(() => attendant.answer(2, 'done')).toThrow('Task 2 is not asked any more.');
    attendant.answer(1, 'done');
    await first;
    const second = robot.move('tray:1', 'slot:1');
    await settle();
    attendant.answer(2, 'destinationFull');
    await expect(second).rejects.toMatchObject({ code: 'ROBOT_DESTINATION_FULL' });
    expect(asked).toEqual(['1: input > tray:1', null, '2: tray:1 > slot:1', null]);
  });

  it('keeps a task that nobody answered, whoever waits for it, until it is answered or nobody asks any more', async () => {
    const clock = new ManualClock();
    const { attendant, robot } = openManualRobot({
      drives: 1,
      slots: 1,
      patience: minutes(2),
      clock,
      logger: silentLogger,
    });
    const giveUp = new AbortController();
    const moving = robot.move('input', 'tray:1', { signal: giveUp.signal });
    await settle();
    giveUp.abort();
    await expect(moving).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
    expect(attendant.task).toEqual({ number: 1, from: 'input', to: 'tray:1' });
    expect((await robot.readState()).gripper).toBe('unknown');
    attendant.answer(1, 'sourceEmpty');
    expect((await robot.readState()).gripper).toBe('empty');
    const next = robot.move('input', 'tray:1');
    await settle();
    await robot.close();
    await expect(next).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
    expect(attendant.task).toBeNull();
  });
});
