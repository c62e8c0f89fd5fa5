import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findMachineSettings } from '../../../../drivers/settings/find-settings.ts';
import {
  parseMachineSettings,
  readMachineSettings,
} from '../../../../drivers/settings/read-settings.ts';
import { simulatedMachineSettings } from '../../../../drivers/simulated-machine.ts';

const good = {
  drives: [{ driver: 'cdrskin', device: '/dev/sr0' }],
  robot: { driver: 'nimbie' },
  gate: { driver: 'kerong', port: '/dev/ttyUSB0', slots: 8 },
  readers: [{ driver: 'serial', port: '/dev/ttyACM0' }],
  printer: { driver: 'ipp', url: 'ipp://127.0.0.1/ipp/print' },
};

/** How settings are refused. */
function refusalOf(json: unknown): unknown {
  try {
    return parseMachineSettings(json, 'machine.json');
  } catch (error) {
    return error;
  }
}

const refusal = (sentences: readonly string[]): unknown =>
  expect.objectContaining({
    code: 'MACHINE_SETTINGS_INVALID',
    message: ['machine.json:', ...sentences].join('\n  '),
  });

describe('the settings of a machine', () => {
  it('say only what differs from the usual', () => {
    expect(parseMachineSettings(good, 'machine.json')).toEqual({
      drives: [{ driver: 'cdrskin', device: '/dev/sr0', speed: 16, program: 'cdrskin' }],
      robot: { driver: 'nimbie', port: 'usb', acceptsTo: 'slot:1' },
      gate: { driver: 'kerong', port: '/dev/ttyUSB0', baudRate: 19_200, slots: 8 },
      readers: [
        { driver: 'serial', port: '/dev/ttyACM0', baudRate: 9600, model: 'Serial scanner' },
      ],
      printer: { driver: 'ipp', url: 'ipp://127.0.0.1/ipp/print' },
      payment: { driver: 'none' },
      simulation: { rate: 10, blanks: 50, paper: 100, faults: [] },
    });
  });

  it.each([
    [
      { ...good, robot: { driver: 'nimbi' } },
      ['robot.driver "nimbi" is not known; did you mean "nimbie"?'],
    ],
    [{ ...good, gates: {} }, ['gates is not a setting; did you mean "gate"?']],
    [
      { ...good, gate: { ...good.gate, solts: 8 } },
      ['gate.solts is not a setting; did you mean "slots"?'],
    ],
    [
      { ...good, readers: [{ driver: 'serial', port: '/dev/ttyACM0', baudRate: 9601 }] },
      ['readers[0].baudRate 9601 is not possible; did you mean 9600?'],
    ],
    [
      { ...good, gate: { driver: 'kerong', port: 'ttyUSB0', slots: 17 } },
      [
        'gate.port is no device: it is named like /dev/ttyUSB0, or "simulated".',
        'gate.slots must be at most 16.',
      ],
    ],
    [{ ...good, printer: undefined }, ['printer is missing.']],
    [{ ...good, printer: {} }, ['printer.driver is missing: it is one of ipp, lp.']],
    [
      { ...good, printer: { driver: 'laser-jet-4000' } },
      ['printer.driver "laser-jet-4000" is not known: it is one of ipp, lp.'],
    ],
    [{ ...good, drives: [] }, ['drives must have at least 1.']],
    [
      { ...good, simulation: { rate: 'fast' } },
      ['simulation.rate must be "unlimited" or a number.'],
    ],
    [
      {
        ...good,
        payment: {
          driver: 'zvt',
          connection: { hots: 'x', port: 1 },
          currency: 'EUR',
          price: { amount: 499, currency: 'EUR' },
          password: '000000',
        },
      },
      [
        'payment.connection.host is missing.',
        'payment.connection.hots is not a setting; did you mean "host"?',
      ],
    ],
    [
      {
        ...good,
        payment: {
          driver: 'zvt',
          connection: { host: '192.168.1.20', port: 20_007 },
          currency: 'EUR',
          price: { amount: 499, currency: 'EUR' },
          password: '000000',
          captureBy: 'book-totals',
        },
      },
      ['payment.captureBy "book-totals" is not possible; did you mean "book-total"?'],
    ],
    [
      { ...good, payment: { driver: 'mdb', connection: { port: 'simulated' }, currency: 'EUR' } },
      ['payment.price is missing.'],
    ],
    [
      { ...good, payment: { driver: 'none', price: { amount: 499, currency: 'EUR' } } },
      ['payment.price is not a setting; the settings here are driver.'],
    ],
    [
      {
        ...good,
        payment: {
          driver: 'mdb',
          connection: { port: 'simulated' },
          currency: 'EUR',
          price: { amount: 499, currency: 'CHF' },
        },
      },
      ['payment.price.currency is CHF, and the terminal takes EUR.'],
    ],
    [[], ['The file must be an object: { … }.']],
  ])('are refused with the nearest right name, case %#', (json, sentences) => {
    expect(refusalOf(json)).toEqual(refusal(sentences));
  });

  it('are refused where two devices cannot both be right', () => {
    const readers = [
      { driver: 'serial', port: '/dev/ttyUSB0' },
      { driver: 'serial', port: 'simulated' },
      { driver: 'serial', port: 'simulated' },
    ];
    const robot = { driver: 'nimbie', acceptsTo: 'slot:9' };
    const simulation = {
      faults: ['drive.write-error@20000', 'printer.levitates', 'gate2.jamed-closed#3'],
    };
    expect(refusalOf({ ...good, readers, robot, simulation })).toEqual(
      refusal([
        'readers[0].port and gate.port are both /dev/ttyUSB0.',
        'robot.acceptsTo is slot:9, and the gate has 8 slots.',
        'simulation.faults[1]: No fault is called printer.levitates.',
        'simulation.faults[2]: No fault is called gate2.jamed-closed#3. Did you mean "gate.jammed-closed"?',
      ]),
    );
  });

  const two = [
    { driver: 'cdrskin', device: '/dev/sr0' },
    { driver: 'cdrskin', device: '/dev/sr1' },
  ];
  const aleratec = { driver: 'aleratec', port: '/dev/ttyS0' };
  const relays = { driver: 'modbus', port: '/dev/ttyUSB0' };
  const slots = [{ coil: 0, closedInput: 0, itemInput: 1 }];
  it.each([
    [
      'whose robot reaches only one of the drives',
      { drives: two },
      ['drives must be one: the robot nimbie serves no more.'],
    ],
    [
      'whose robot gives no disc out',
      { robot: { driver: 'nimbie', acceptsTo: 'reject' } },
      ['robot.acceptsTo is reject: it must be a slot.'],
    ],
    [
      'whose robot has no blanks and no place for bad discs',
      { robot: { ...aleratec, bins: { '2': 'slot:1' } } },
      [
        'robot.bins must lead to input: none of them does.',
        'robot.bins must lead to reject: none of them does.',
      ],
    ],
    [
      'whose robot would take blanks from its post',
      { robot: { ...aleratec, bins: { '1': 'slot:1', '3': 'reject', '5': 'input' } } },
      ['robot.bins.5 cannot be input: the robot takes nothing from it.'],
    ],
    [
      'that print jackets and labels on the same printer',
      { labelPrinter: good.printer },
      ['labelPrinter and printer are both ipp://127.0.0.1/ipp/print.'],
    ],
    [
      'that speak in two ways on one line',
      { gate: { ...relays, slots }, signals: { ...relays, baudRate: 19_200, parity: 'even' } },
      [
        'signals.baudRate is 19200, and gate.baudRate is 9600, on one line.',
        'signals.parity is even, and gate.parity is none, on one line.',
      ],
    ],
  ])('are refused for a machine %s', (_, changes, sentences) => {
    expect(refusalOf({ ...good, ...changes })).toEqual(refusal(sentences));
  });

  it('are a file: one that is not there, or no JSON, is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'diptych-settings-'));
    try {
      const path = join(folder, 'machine.json');
      expect(() => readMachineSettings(path)).toThrow(
        expect.objectContaining({ code: 'MACHINE_SETTINGS_MISSING' }),
      );
      writeFileSync(path, `\uFEFF${JSON.stringify(good)}`);
      expect(readMachineSettings(path)).toEqual(parseMachineSettings(good, path));
      writeFileSync(path, '{ "drives": ');
      expect(() => readMachineSettings(path)).toThrow(
        expect.objectContaining({ code: 'MACHINE_SETTINGS_INVALID' }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are those asked for, else those of the data folder, else a simulated machine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'diptych-settings-'));
    const simulated = simulatedMachineSettings({
      drives: 2,
      slots: 8,
      blanks: 5,
      paper: 5,
      burnRate: 10,
    });
    try {
      expect(findMachineSettings(undefined, folder, simulated)).toEqual({
        settings: simulated,
        file: null,
      });
      const usual = join(folder, 'machine.json');
      writeFileSync(usual, JSON.stringify(good));
      expect(findMachineSettings(undefined, folder, simulated)).toEqual({
        settings: parseMachineSettings(good, usual),
        file: usual,
      });
      const other = join(folder, 'other.json');
      writeFileSync(other, JSON.stringify({ ...good, robot: { driver: 'manual' } }));
      expect(findMachineSettings(other, folder, simulated).settings.robot.driver).toBe('manual');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the page about settings', () => {
  const page = readFileSync('drivers/settings/README.md', 'utf8');
  const examples = [...page.matchAll(/```json\n([^`]*)```/g)].map((match) => match[1] ?? '');

  it('shows every robot in an example', () => {
    const robots = examples.map((text) => parseMachineSettings(JSON.parse(text), 'README').robot);
    expect(robots.map(({ driver }) => driver).toSorted()).toEqual([
      'aleratec',
      'amtren',
      'manual',
      'nimbie',
      'simulated',
    ]);
  });
});
