import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { seconds, type Milliseconds } from '../../../../app/foundation/units.ts';
import type { Machine, NamedDevice } from '../../../../drivers/contract/machine.ts';
import { openMachine } from '../../../../drivers/open-machine.ts';
import { parseMachineSettings } from '../../../../drivers/settings/read-settings.ts';
import { putDisc } from '../../../../drivers/world/pile.ts';
import { firstWorld } from '../../../../drivers/world/first-world.ts';
import { World } from '../../../../drivers/world/world.ts';
import { settle, whileTimePasses } from '../../../support/drivers-time.ts';
import { whenHealth, whenThere } from '../../../support/drivers-presence.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const settings = parseMachineSettings(
  {
    drives: [{ driver: 'cdrskin', device: 'simulated' }],
    robot: { driver: 'nimbie', port: 'simulated' },
    gate: { driver: 'kerong', port: 'simulated', slots: 2 },
    readers: [{ driver: 'serial', port: 'simulated' }],
    printer: { driver: 'ipp', url: 'simulated' },
    payment: {
      driver: 'zvt',
      connection: { port: 'simulated' },
      currency: 'EUR',
      price: { amount: 499, currency: 'EUR' },
      password: '000000',
    },
    signals: { driver: 'modbus', port: 'simulated', inputs: { door: 0 } },
    simulation: { rate: 'unlimited' },
  },
  'machine.json',
);

let clock: ManualClock;
let folder: string;
let world: World;
let machine: Machine;
const open = () =>
  whileTimePasses(
    clock,
    openMachine({
      settings,
      folder,
      world,
      standIn: 'inside',
      clock,
      logger: silentLogger,
      randomness: seededRandomness('machine'),
    }),
    seconds(30),
  );

beforeEach(() => {
  clock = new ManualClock();
  folder = mkdtempSync(join(tmpdir(), 'diptych-supervision-'));
  const contents = { drives: 1, slots: 2, blanks: 5, paper: 5 };
  world = World.open(folder, () => firstWorld(contents, seededRandomness('world')));
});
afterEach(async () => {
  await whileTimePasses(clock, machine.close(), seconds(30));
  rmSync(folder, { recursive: true, force: true });
});

const deviceOf = (kind: NamedDevice['kind']) =>
  machine.devices.find((named) => named.kind === kind)!.device;
const inject = (fault: string) => machine.hands!.inject(fault);
const within = (limit: Milliseconds, outcome: Promise<unknown>) =>
  whileTimePasses(clock, outcome, limit);

/** A command of each class of devices that only asks. */
type Kind = (typeof faults)[number][0];
const ask: Readonly<Record<Kind, () => Promise<unknown>>> = {
  drive: () => machine.drives[0]!.probe(),
  robot: () => machine.robot.readState(),
  gate: () => machine.gate.readState(),
  // Of a reader nothing can be asked.
  reader: () => Promise.resolve('not asked'),
  printer: () => machine.printer.readStatus(),
  payment: () => machine.payment.readStatus(),
  signals: () => machine.signals!.readState(),
};

const faults = [
  ['drive', 'drive.gone', 'Drive 1'],
  ['robot', 'robot.unplugged', 'The robot'],
  ['gate', 'gate.unplugged', 'The gate'],
  ['reader', 'reader.unplugged', 'Reader 1'],
  ['printer', 'printer.off', 'The printer'],
  ['payment', 'payment.gone', 'The payment terminal'],
  ['signals', 'signals.unplugged', 'The panel signals'],
] as const;

const offline = (name: string): unknown =>
  expect.objectContaining({ code: 'DEVICE_OFFLINE', message: `${name} does not answer.` });
const refusalOf: Readonly<Record<Kind, (name: string) => unknown>> = {
  drive: offline,
  robot: offline,
  gate: offline,
  printer: offline,
  payment: offline,
  signals: offline,
  reader: () => 'not asked',
};

describe.each(faults)('a %s of a machine', (kind, fault, name) => {
  const healthOfOthers = () =>
    machine.devices.filter((one) => one.kind !== kind).map(({ device }) => device.status.health);
  const othersOnline = Array.from({ length: faults.length - 1 }, () => 'online');

  it('that goes while nobody uses it is missed within two seconds, and found again within two', async () => {
    machine = await open();
    const device = deviceOf(kind);
    const { model } = device.capabilities;
    expect(device.status).toMatchObject({ health: 'online', reason: '' });
    inject(fault);
    await within(seconds(2), whenHealth(device, 'noDevice'));
    expect(device.status.reason).not.toBe('');
    expect(healthOfOthers()).toEqual(othersOnline);
    const refusal = await within(
      seconds(2),
      ask[kind]().catch((error: unknown) => error),
    );
    expect(refusal).toEqual(refusalOf[kind](name));
    inject('clear');
    await within(seconds(2), whenThere(device));
    expect(device.capabilities.model).toBe(model);
    await within(seconds(10), ask[kind]());
  });

  it('that is missing at the start keeps no other from working, and is found when it comes', async () => {
    world.change((draft) => draft.away.push(`${kind}:1`));
    machine = await open();
    const device = deviceOf(kind);
    expect(device.capabilities.model).toBe('not found yet');
    expect(device.status.health).toBe('noDevice');
    expect(healthOfOthers()).toEqual(othersOnline);
    inject('clear');
    await within(seconds(2), whenThere(device));
    expect(device.capabilities.model).not.toBe('not found yet');
  });
});

describe('a device that goes in the middle of a command', () => {
  it('ends the command with what is known of it, and repeats nothing when it is back', async () => {
    machine = await open();
    const disc = world.discAt('input')!.id;
    world.change((draft) => putDisc(draft, disc, { at: 'slot', unit: 1 }));
    await within(seconds(5), machine.gate.readState());
    let presented: Promise<unknown> = Promise.resolve();
    const opened = new Promise<void>((resolve) => {
      presented = machine.gate.present(1, seconds(30), resolve);
    });
    await within(seconds(5), opened);
    inject('gate.unplugged');
    expect(await within(seconds(5), presented)).toBe('unknown');
    expect(machine.gate.status.health).toBe('noDevice');
    clock.advance(seconds(10));
    await settle();
    inject('clear');
    await within(seconds(2), whenThere(machine.gate));
    clock.advance(seconds(10));
    await settle();
    expect(machine.gate.status.slots[0]).toEqual({ shutter: 'closed', item: 'present' });
  });
});

describe('a reader that comes back', () => {
  it('is heard by who listened before it went', async () => {
    machine = await open();
    const heard: string[] = [];
    const stop = machine.reader.onReading(({ value }) => heard.push(value));
    inject('reader.unplugged');
    machine.hands!.scanCard('LOST');
    await settle();
    inject('clear');
    await within(seconds(2), whenThere(machine.reader));
    machine.hands!.scanCard('DIPTYCH-1');
    await settle();
    stop();
    machine.hands!.scanCard('DIPTYCH-2');
    await settle();
    expect(heard).toEqual(['DIPTYCH-1']);
  });
});
