import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { openAleratecRobot } from '../../../drivers/disc-robot/disc-robot-aleratec.ts';
import { openAmtrenRobot } from '../../../drivers/disc-robot/disc-robot-amtren.ts';
import type { SerialLine } from '../../../drivers/transports/serial-line.ts';
import { serialPair } from '../../../drivers/transports/serial-pair.ts';
import { openSerialPort } from '../../../drivers/transports/serial-port.ts';
import { aleratecBench, type AleratecTraits } from '../../support/aleratec-bench.ts';
import { amtrenBench } from '../../support/amtren-bench.ts';
import { settle, whileTimePasses } from '../../support/drivers-time.ts';
import { robotBench, type DiscRobotBench } from '../../support/robot-bench.ts';
import { describeDiscRobotContract } from './describe-disc-robot.ts';
import { onHardware } from './hardware.ts';

const amtrenTraits = {
  closedTray: 'ROBOT_DISC_STUCK',
  noticesDrops: false,
  sensesGripper: false,
} as const;

describeDiscRobotContract(
  'of the Amtren family',
  () => robotBench(amtrenBench({ hasPrinter: false })),
  amtrenTraits,
);

describeDiscRobotContract(
  'of the Amtren family, with a printer',
  () => robotBench(amtrenBench({ hasPrinter: true })),
  {
    ...amtrenTraits,
    // It puts the disc back onto the blanks in between.
    provesFailure: ({ from, to }) => from !== 'gripper' || to !== 'printer',
  },
);

const services = { clock: systemClock, logger: silentLogger };

onHardware('a robot of the Amtren family', 'DIPTYCH_TEST_AMTREN', (path) => {
  it('answers, and says how its mechanism is', async () => {
    const line = await openSerialPort(path, {
      baudRate: 9600,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
    });
    const options = { line, acceptsTo: 'slot:1', hasPrinter: false, ...services } as const;
    const robot = await openAmtrenRobot(options);
    expect(robot.status.health).toBe('online');
    await robot.close();
  });
});

onHardware('an Auto Publisher LS', 'DIPTYCH_TEST_ALERATEC', (path) => {
  it('goes home, and has its parameters', async () => {
    const line = await openSerialPort(path, {
      baudRate: 9600,
      dataBits: 8,
      parity: 'even',
      stopBits: 1,
      dtr: false,
    });
    const robot = await openAleratecRobot({ line, drives: 3, bins: { '1': 'input' }, ...services });
    expect(robot.status.health).toBe('online');
    await robot.close();
  });
});

describe.each([
  [
    'of the Amtren family',
    (line: SerialLine, clock: Clock) =>
      openAmtrenRobot({ ...services, clock, line, acceptsTo: 'slot:1', hasPrinter: true }),
  ],
  [
    'from Aleratec',
    (line: SerialLine, clock: Clock) =>
      openAleratecRobot({ ...services, clock, line, drives: 1, bins: { '1': 'input' } }),
  ],
] as const)('a robot %s that is opened', (_, open) => {
  it('and says nothing is given up, and its line let go', async () => {
    const clock = new ManualClock();
    const cable = serialPair();
    const opening = open(cable.driverEnd, clock);
    await expect(whileTimePasses(clock, opening, seconds(40))).rejects.toMatchObject({
      code: 'DEVICE_TIMEOUT',
    });
    await expect(cable.driverEnd.write(Buffer.from('V'))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });

  it('while its cable is pulled is given up at once', async () => {
    const cable = serialPair();
    const opening = open(cable.driverEnd, new ManualClock());
    opening.catch(() => {});
    await settle();
    cable.unplug();
    await expect(opening).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });
});

describe('a robot of the Amtren family', () => {
  let bench: DiscRobotBench;
  const build = async (keepsBack = 0) => {
    bench = await robotBench(amtrenBench({ hasPrinter: true, keepsBack }));
    bench.openTray(1);
  };
  beforeEach(() => build());
  afterEach(() => bench.dispose());
  const move = (...way: Parameters<typeof bench.robot.move>) => bench.run(bench.robot.move(...way));
  const input = () => bench.robot.status.units[0]?.replenishment;

  it('says that its input runs low where it is refused discs though all is well, as Kodak units do', async () => {
    await bench.dispose();
    await build(5);
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_DISC_STUCK' });
    expect([input(), bench.robot.status.health]).toEqual(['low', 'online']);
  });

  it('says that its input is empty, until it has found a disc there or been asked again', async () => {
    bench.world.change((draft) => {
      draft.discs = [];
    });
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_SOURCE_EMPTY' });
    expect(input()).toBe('empty');
  });

  it('knows what is on the tray that it filled, and asks again where it was taken by hand', async () => {
    await move('input', 'tray:1');
    bench.world.change((draft) => {
      draft.discs = draft.discs.filter((disc) => disc.place.at !== 'tray');
    });
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_DESTINATION_FULL' });
    await expect(move('tray:1', 'gripper')).rejects.toMatchObject({ code: 'ROBOT_SOURCE_EMPTY' });
    await move('input', 'tray:1');
    expect(input()).toBe('ok');
  });

  it('prints on a burned disc by way of its gripper, and accepts it from there', async () => {
    await move('input', 'tray:1');
    const disc = bench.discAt('tray:1');
    await move('tray:1', 'gripper');
    await move('gripper', 'printer');
    expect(bench.discAt('printer')).toBe(disc);
    await move('printer', 'gripper');
    bench.closeTray(1);
    await move('gripper', 'slot:1');
    expect(bench.discAt('slot:1')).toBe(disc);
  });

  it('needs a person where its mechanism fails, and does not know what it holds', async () => {
    bench.inject('robot.arm-blocked');
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect(bench.robot.status).toMatchObject({ health: 'hardwareError', gripper: 'unknown' });
    await bench.run(bench.robot.readState());
    expect(bench.robot.status).toMatchObject({
      health: 'hardwareError',
      reason:
        'The robot did not say where its last disc is: take it out, and leave the robot off for a minute.',
    });
  });

  it('does not know whether it holds a disc when the answer to lifting one was lost', async () => {
    await move('input', 'tray:1');
    bench.inject('robot.silent');
    await expect(move('tray:1', 'gripper')).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await bench.run(bench.robot.readState());
    expect(bench.robot.status).toMatchObject({ health: 'hardwareError', gripper: 'unknown' });
    await expect(move('gripper', 'reject')).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
  });

  it('is asked every half minute whether it is still there', async () => {
    const pieces: string[] = [];
    await bench.dispose();
    bench = await robotBench(
      amtrenBench({ hasPrinter: false, tap: ({ meaning }) => pieces.push(meaning) }),
    );
    const opening = ['version', 'done', 'status', '00: all is well'];
    expect(pieces).toEqual(opening);
    await bench.pass(seconds(31));
    expect(pieces).toEqual([...opening, 'status', '00: all is well']);
  });
});

describeDiscRobotContract('an Auto Publisher LS', () => robotBench(aleratecBench()), {
  closedTray: 'ROBOT_DISC_STUCK',
  noticesDrops: false,
});

describe('an Auto Publisher LS', () => {
  let bench: DiscRobotBench;
  let pieces: string[];
  const build = async (traits: AleratecTraits = {}) => {
    pieces = [];
    const tap = ({ meaning }: { meaning: string }) => void pieces.push(meaning);
    bench = await robotBench(aleratecBench({ tap, ...traits }));
    bench.openTray(1);
  };
  afterEach(() => bench.dispose());
  const move = (...way: Parameters<typeof bench.robot.move>) => bench.run(bench.robot.move(...way));
  const unit = (place: string) => bench.robot.status.units.find((one) => one.place === place);

  it('clears its alarm and goes home when it is opened', async () => {
    await build();
    expect(pieces).toEqual([
      'askParameters',
      'it has its parameters',
      'askParameters',
      'it has its parameters',
      'clearAlarm',
      'C01 ended, status 01, error 00',
      'home',
      'C02 ended, status 01, error 00',
    ]);
  });

  it('takes from the next bin with blanks when one is empty', async () => {
    await build({ bins: { '1': 'input', '2': 'input', '3': 'reject' } });
    expect(bench.robot.capabilities.moves).toEqual([
      { from: 'input', to: 'tray:1', needsClosedTrays: true },
      { from: 'tray:1', to: 'reject', needsClosedTrays: true },
      { from: 'input', to: 'tray:2', needsClosedTrays: true },
      { from: 'tray:2', to: 'reject', needsClosedTrays: true },
    ]);
    bench.world.change((draft) => {
      draft.discs = [];
    });
    pieces.length = 0;
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_SOURCE_EMPTY' });
    expect(pieces.filter((piece) => piece === 'load')).toHaveLength(2);
    expect(unit('input')?.replenishment).toBe('empty');
  });

  it('believes an input to be empty for two minutes, then tries again', async () => {
    await build();
    const { discs } = bench.world.state;
    bench.world.change((draft) => {
      draft.discs = [];
    });
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_SOURCE_EMPTY' });
    bench.world.change((draft) => {
      draft.discs = discs;
    });
    await bench.pass(seconds(60));
    expect(unit('input')?.replenishment).toBe('empty');
    await bench.pass(seconds(100));
    expect(unit('input')?.replenishment).toBe('unknown');
    await move('input', 'tray:1');
    expect(unit('input')?.replenishment).toBe('ok');
  });

  it('counts what it puts on the post, since nothing in it does, and puts no more there than it takes', async () => {
    await build();
    expect(unit('reject')).toEqual({
      place: 'reject',
      replenishment: 'unknown',
      count: null,
      capacity: 20,
    });
    bench.world.change((draft) => {
      const disc = draft.discs[0]!;
      for (let number = 1; number <= 20; number += 1) {
        const position = draft.discs.filter(({ place }) => place.at === 'input').length + 1;
        draft.discs.push({ ...disc, id: `more-${number}`, place: { at: 'input', position } });
      }
    });
    for (let number = 1; number <= 20; number += 1) {
      bench.openTray(1);
      await move('input', 'tray:1');
      await move('tray:1', 'reject');
    }
    expect(unit('reject')?.replenishment).toBe('full');
    bench.openTray(1);
    await move('input', 'tray:1');
    await expect(move('tray:1', 'reject')).rejects.toMatchObject({
      code: 'ROBOT_DESTINATION_FULL',
    });
  });

  it('stops its arm where a tray stays open under the disc that goes to the post', async () => {
    await build({ closeTrays: () => Promise.reject(new Error('jammed')) });
    await move('input', 'tray:1');
    await expect(move('tray:1', 'reject')).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
      message: 'The trays did not close under the disc that the robot holds.',
    });
    expect([bench.discAt('gripper') !== null, bench.robot.status.health]).toEqual([
      true,
      'hardwareError',
    ]);
  });

  it('moves nothing without its parameters, and says what it needs', async () => {
    await build({ isNew: true });
    expect(bench.robot.status).toMatchObject({
      health: 'hardwareError',
      reason: 'The robot has lost its parameters: it must be set up before it may move.',
    });
    expect(pieces).not.toContain('home');
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
  });

  it('is given its parameters where it has lost them and they are known', async () => {
    await build({ isNew: true, parameters: { '11': 720, '15': -140 } });
    expect(pieces.filter((piece) => piece === 'setParameter')).toHaveLength(2);
    await bench.run(bench.robot.readState());
    expect(bench.robot.status).toMatchObject({ health: 'online', reason: '' });
    await move('input', 'tray:1');
  });

  it('needs a person where its arm is blocked, and does not know what it holds', async () => {
    await build();
    bench.inject('robot.arm-blocked');
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    await bench.run(bench.robot.readState());
    expect(bench.robot.status).toMatchObject({ health: 'hardwareError', gripper: 'unknown' });
  });

  it('takes nothing from the post, and has no bin 4', async () => {
    await build();
    const refused = { code: 'ROBOT_BIN_UNUSABLE' };
    await expect(robotBench(aleratecBench({ bins: { '5': 'input' } }))).rejects.toMatchObject(
      refused,
    );
    await expect(robotBench(aleratecBench({ bins: { '4': 'reject' } }))).rejects.toMatchObject(
      refused,
    );
  });
});
