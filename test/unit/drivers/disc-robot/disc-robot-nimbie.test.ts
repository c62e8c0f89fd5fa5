import { beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import type { DiscRobot, Place } from '../../../../drivers/disc-robot/contract.ts';
import { openNimbieRobot } from '../../../../drivers/disc-robot/disc-robot-nimbie.ts';
import { decodeNimbieCommand } from '../../../../drivers/disc-robot/nimbie-codec.ts';
import { usbBulkPair } from '../../../../drivers/transports/usb-bulk-pair.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

/** States: a disc in the input, the tray out; the same with a disc on it, and with one in the gripper. */
const READY = '{0100011xx}';
const PLACED = '{0101011xx}';
const LIFTED = '{0100111xx}';
const LIFTED_CLOSED = '{0100101xx}';
const CLOSED = '{0100001xx}';

/** A Nimbie of which a test says every word. */
class ScriptedNimbie {
  readonly clock = new ManualClock();
  readonly cable = usbBulkPair(this.clock);
  readonly heard: string[] = [];
  readonly tapped: string[] = [];
  /** What it answers to the next commands, packet by packet; without any it is silent. */
  readonly script: (readonly string[])[] = [];
  resets = 0;

  constructor() {
    const { deviceEnd } = this.cable;
    deviceEnd.onReset(() => {
      this.resets += 1;
    });
    deviceEnd.onPacket((packet) => {
      this.heard.push(decodeNimbieCommand(packet) ?? 'noise');
      this.say(this.script.shift() ?? []);
    });
  }

  say(packets: readonly string[]): void {
    for (const text of packets) this.cable.deviceEnd.send(Buffer.from(text, 'latin1'));
  }

  /** The whole of an answer as the device gives it. */
  answers(...texts: readonly string[]): void {
    for (const text of texts) this.script.push(['', 'OK\0', `${text}\0`, '']);
  }

  run<Result>(outcome: Promise<Result>): Promise<Result> {
    return whileTimePasses(this.clock, outcome, seconds(120), milliseconds(500));
  }

  open(): Promise<DiscRobot> {
    return this.run(
      openNimbieRobot({
        bulk: this.cable.driverEnd,
        acceptsTo: 'slot:1',
        clock: this.clock,
        logger: silentLogger,
        tap: ({ direction, meaning }) => this.tapped.push(`${direction} ${meaning}`),
      }),
    );
  }
}

let nimbie: ScriptedNimbie;
let robot: DiscRobot;

async function opened(state: string): Promise<void> {
  nimbie = new ScriptedNimbie();
  nimbie.answers(state);
  robot = await nimbie.open();
  nimbie.heard.length = 0;
  nimbie.tapped.length = 0;
}
const move = (from: Place, to: Place) => nimbie.run(robot.move(from, to));

describe('opening a Nimbie', () => {
  it('asks how it stands, and moves nothing', async () => {
    await opened(LIFTED);
    expect(robot.status).toEqual({
      health: 'online',
      reason: '',
      gripper: 'holding',
      slots: ['unknown'],
      units: [
        { place: 'input', replenishment: 'ok', count: null, capacity: 100 },
        { place: 'reject', replenishment: 'unknown', count: null, capacity: 100 },
      ],
    });
    expect(robot.capabilities).toEqual({
      model: 'Acronova Nimbie NB21',
      drives: 1,
      slots: 1,
      moves: [
        { from: 'input', to: 'tray:1', needsClosedTrays: false },
        { from: 'tray:1', to: 'gripper', needsClosedTrays: false },
        { from: 'gripper', to: 'slot:1', needsClosedTrays: true },
        { from: 'gripper', to: 'reject', needsClosedTrays: true },
      ],
    });
  });

  it('gives up on one that says nothing for 20 s, and lets its cable go', async () => {
    nimbie = new ScriptedNimbie();
    await expect(nimbie.open()).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(nimbie.clock.monotonic()).toBe(20_000);
    await expect(nimbie.cable.driverEnd.send(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });
});

describe('what a Nimbie answers to a move', () => {
  beforeEach(() => opened(READY));

  it('is a word, and what its sensors see after it', async () => {
    nimbie.answers('AT+S07', PLACED);
    await move('input', 'tray:1');
    expect(nimbie.heard).toEqual(['place', 'state']);
    expect(nimbie.tapped).toEqual([
      'sent place',
      'received end',
      'received heard',
      'received AT+S07: done',
      'received end',
      'sent state',
      'received end',
      'received heard',
      'received state: input has discs, tray open with a disc, gripper empty',
      'received end',
    ]);
  });

  it('may come after a long while, in one packet, and without an end', async () => {
    nimbie.script.push([]);
    nimbie.answers(PLACED);
    nimbie.clock.after(seconds(19), () => nimbie.say(['OK\0AT+S07\0']));
    await move('input', 'tray:1');
    expect(robot.status.health).toBe('online');
  });

  it.each([
    ['AT+S00', READY, 'ROBOT_SOURCE_EMPTY'],
    ['AT+S14', READY, 'ROBOT_SOURCE_EMPTY'],
    ['AT+S12', PLACED, 'ROBOT_DESTINATION_FULL'],
    ['AT+S10', CLOSED, 'ROBOT_TRAY_POSITION'],
    ['AT+S03', READY, 'ROBOT_DISC_STUCK'],
    ['AT+S03', LIFTED, 'ROBOT_GRIPPER_HOLDING'],
    ['AT+S07', READY, 'ROBOT_DISC_DROPPED'],
  ])('is read with the sensors: %s and %s is %s', async (word, state, code) => {
    nimbie.answers(word, state);
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code });
    expect(robot.status.health).toBe('online');
    expect(robot.status.gripper).toBe(state === LIFTED ? 'holding' : 'empty');
  });

  it.each([
    ['AT+S03', PLACED],
    ['AT+S99', READY],
    ['AT+O9', READY],
  ])(
    'proves nothing where it contradicts itself or is not known: %s and %s',
    async (word, state) => {
      nimbie.answers(word, state);
      await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
      expect(robot.status).toMatchObject({ gripper: 'unknown', health: 'hardwareError' });
    },
  );

  it('is followed by one reset where it has lost its way, and the move is not made again', async () => {
    nimbie.answers('AT+E09');
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect([nimbie.heard, nimbie.resets]).toEqual([['place'], 1]);
    expect(robot.status.gripper).toBe('unknown');
  });

  it('is not taken for the answer to the next question when it comes late', async () => {
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    nimbie.say(['OK\0', 'AT+S07\0', '']);
    nimbie.answers(PLACED);
    await nimbie.run(robot.readState());
    expect(robot.status).toMatchObject({ gripper: 'empty', health: 'online' });
    nimbie.answers('AT+O', LIFTED);
    await move('tray:1', 'gripper');
    expect(nimbie.heard).toEqual(['place', 'state', 'lift', 'state']);
    expect(robot.status.gripper).toBe('holding');
  });
});

describe('a disc in the gripper of a Nimbie', () => {
  beforeEach(() => opened(LIFTED_CLOSED));

  it.each([
    ['slot:1', 'accept'],
    ['reject', 'reject'],
  ] as const)('leaves for %s by the %s exit', async (to, command) => {
    nimbie.answers('AT+O', CLOSED);
    await move('gripper', to);
    expect(nimbie.heard).toEqual([command, 'state']);
    expect(robot.status.gripper).toBe('empty');
  });

  it.each([
    ['AT+S03', LIFTED_CLOSED, 'ROBOT_DISC_STUCK', 'holding'],
    ['AT+S03', CLOSED, 'ROBOT_DISC_DROPPED', 'empty'],
    ['AT+O', LIFTED_CLOSED, 'ROBOT_DISC_STUCK', 'holding'],
    ['AT+S10', LIFTED, 'ROBOT_TRAY_POSITION', 'holding'],
  ])('is where the sensors see it: %s and %s is %s', async (word, state, code, gripper) => {
    nimbie.answers(word, state);
    await expect(move('gripper', 'slot:1')).rejects.toMatchObject({ code });
    expect(robot.status.gripper).toBe(gripper);
  });
});

describe('a disc on the tray of a Nimbie', () => {
  beforeEach(() => opened(PLACED));

  it.each([
    ['AT+O', PLACED, 'ROBOT_DISC_STUCK', 'empty'],
    ['AT+S03', PLACED, 'ROBOT_DISC_STUCK', 'empty'],
    ['AT+O', READY, 'ROBOT_DISC_DROPPED', 'empty'],
    ['AT+S03', READY, 'ROBOT_DISC_DROPPED', 'empty'],
    ['AT+S00', READY, 'ROBOT_SOURCE_EMPTY', 'empty'],
    ['AT+S03', LIFTED, 'DEVICE_PROTOCOL', 'unknown'],
  ])('is where the sensors see it: %s and %s is %s', async (word, state, code, gripper) => {
    nimbie.answers(word, state);
    await expect(move('tray:1', 'gripper')).rejects.toMatchObject({ code });
    expect(robot.status.gripper).toBe(gripper);
  });
});

describe('a Nimbie at rest', () => {
  beforeEach(() => opened(READY));
  const pass = (span: number) =>
    nimbie.run(
      new Promise<void>((resolve) => {
        nimbie.clock.after(milliseconds(span), resolve);
      }),
    );

  it('is asked every 5 s, so that blanks are seen that somebody loads', async () => {
    nimbie.answers('{0000001xx}');
    await pass(5_500);
    expect(robot.status.units[0]?.replenishment).toBe('empty');
    nimbie.answers(CLOSED);
    await pass(5_500);
    expect(robot.status.units[0]?.replenishment).toBe('ok');
  });

  it('is offline while it says nothing, and works again by itself', async () => {
    await pass(26_000);
    expect(robot.status).toMatchObject({
      health: 'offline',
      reason: 'The Nimbie does not answer: is it switched on?',
    });
    nimbie.answers(READY, READY);
    await pass(11_000);
    expect(robot.status).toMatchObject({ health: 'online', gripper: 'empty' });
  });

  it('is reset once where it has lost its way, and asked again', async () => {
    nimbie.answers('AT+E09', READY);
    await nimbie.run(robot.readState());
    expect([nimbie.heard, nimbie.resets]).toEqual([['state', 'state'], 1]);
    nimbie.answers('AT+E09', 'AT+E09');
    await expect(nimbie.run(robot.readState())).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
  });

  it('lets a caller go who no longer wants to know', async () => {
    const stop = new AbortController();
    const asking = robot.readState({ signal: stop.signal });
    nimbie.clock.after(seconds(1), () => stop.abort());
    await expect(nimbie.run(asking)).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
    expect(nimbie.clock.monotonic()).toBeLessThan(2_000);
  });

  it('is asked no more once closed', async () => {
    await robot.close();
    await pass(20_000);
    expect(nimbie.heard).toEqual([]);
    expect(robot.status.health).toBe('offline');
  });
});
