import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startSimulatedPcscd } from '../../../drivers/id-reader/simulated-pcscd.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { runDiptych } from '../../support/run-diptych.ts';

const folder = mkdtempSync(join(tmpdir(), 'diptych-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulated = {
  drives: [{ driver: 'cdrskin', device: 'simulated' }],
  robot: { driver: 'simulated' },
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
  signals: {
    driver: 'modbus',
    port: 'simulated',
    inputs: { door: 0, onBattery: 2 },
    temperature: { register: 0 },
    lamps: { firstCoil: 0 },
  },
  simulation: { rate: 'unlimited', blanks: 3 },
};

/** A machine of its own: its settings, and where its world lives. */
function machine(settings: object = {}) {
  const data = mkdtempSync(join(folder, 'data-'));
  const file = join(data, 'bench.json');
  writeFileSync(file, JSON.stringify({ ...simulated, ...settings }));
  mkdirSync(join(data, 'kiosk'));
  const environment = { DIPTYCH_DATA: data };
  return {
    file,
    environment,
    /** Runs a verb as a program would: its exit code, and the one object that it prints. */
    verb: async (...parameters: string[]) => {
      const run = await runDiptych([...parameters, '--machine', file, '--json'], environment);
      expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
      return { code: run.code, json: JSON.parse(run.stdout) as unknown };
    },
  };
}

const aTime = expect.any(Number) as number;
const well = { health: 'online', reason: '' };

describe('the bench commands', () => {
  test('carry a disc from the pile to the gate, and say where it is', async () => {
    const { verb } = machine();
    expect(await verb('robot', 'status')).toEqual({
      code: 0,
      json: {
        ok: true,
        model: 'Simulated robot',
        ...well,
        gripper: 'empty',
        slots: ['empty', 'empty'],
        units: [
          { place: 'input', count: 3, capacity: 100, replenishment: 'low' },
          { place: 'reject', count: 0, capacity: 50, replenishment: 'empty' },
          { place: 'retain', count: 0, capacity: 50, replenishment: 'empty' },
        ],
      },
    });
    expect(await verb('robot', 'move', 'input', 'try:1')).toEqual({
      code: 1,
      json: {
        ok: false,
        code: 'CLI_PLACE_UNKNOWN',
        message: 'The robot moves no disc to try:1. Was tray:1 meant?',
        remedy: 'reject-input',
      },
    });
    expect(await verb('robot', 'move', 'input', 'tray:1')).toMatchObject({
      code: 1,
      json: { ok: false, code: 'ROBOT_TRAY_POSITION' },
    });
    expect(await verb('drive', 'open')).toMatchObject({ code: 0, json: { tray: 'open' } });
    expect(await verb('robot', 'move', 'input', 'tray:1')).toEqual({
      code: 0,
      json: { ok: true, from: 'input', to: 'tray:1', seconds: aTime },
    });
    expect(await verb('robot', 'move', 'tray:1', 'slot:2')).toMatchObject({ code: 0 });
    expect(await verb('gate', 'status')).toEqual({
      code: 0,
      json: {
        ok: true,
        model: 'Kerong KR-CU16',
        ...well,
        itemSensors: true,
        slots: [
          { slot: 1, shutter: 'closed', item: 'absent' },
          { slot: 2, shutter: 'closed', item: 'present' },
        ],
      },
    });
    expect(await verb('gate', 'present', '2', '--within', '1')).toEqual({
      code: 0,
      json: { ok: true, slot: 2, outcome: 'notTaken', seconds: aTime },
    });
  });

  test('print a document, and refuse what is none', async () => {
    const { file, verb } = machine();
    expect(await verb('printer', 'status')).toEqual({
      code: 0,
      json: {
        ok: true,
        model: 'Simulated printer',
        ...well,
        paper: 'full',
        toner: 'full',
        reasons: [],
        formats: ['application/pdf'],
      },
    });
    const pdf = join(folder, 'jacket.pdf');
    writeFileSync(pdf, '%PDF-1.4\n%%EOF\n');
    expect(await verb('printer', 'print', pdf)).toEqual({
      code: 0,
      json: { ok: true, jobId: 1, seconds: aTime },
    });
    expect(await verb('printer', 'print', file)).toEqual({
      code: 1,
      json: {
        ok: false,
        code: 'INPUT_NOT_PDF',
        message: `${file} is no PDF document.`,
        remedy: 'reject-input',
      },
    });
  });

  test('hold money, find it again, and give it back', async () => {
    const { verb } = machine();
    expect(await verb('payment', 'status')).toMatchObject({
      code: 0,
      json: { ok: true, ...well, currency: 'EUR', prompt: '' },
    });
    const held = await verb('payment', 'authorise', '499', '--reference', 'K7F392QD');
    expect(held).toEqual({
      code: 0,
      json: {
        ok: true,
        reference: 'K7F392QD',
        outcome: 'approved',
        transaction: expect.any(String) as string,
      },
    });
    const { transaction } = held.json as { transaction: string };
    expect(await verb('payment', 'enquire', 'K7F392QD')).toMatchObject({
      code: 0,
      json: { ok: true, reference: 'K7F392QD', transaction },
    });
    expect(await verb('payment', 'release', transaction, '499')).toEqual({
      code: 0,
      json: { ok: true, transaction, outcome: 'released' },
    });
  });

  test('feel the cabinet, and light a slot', async () => {
    const { verb } = machine();
    expect(await verb('signals', 'status')).toEqual({
      code: 0,
      json: {
        ok: true,
        model: 'Modbus signal board',
        ...well,
        door: 'closed',
        tamper: 'notSupported',
        power: 'mains',
        celsius: 25,
        lamps: ['off', 'off'],
      },
    });
    expect(await verb('signals', 'lamp', '2', 'blinking')).toEqual({
      code: 0,
      json: { ok: true, slot: 2, state: 'blinking' },
    });
  });

  test('refuse settings that are wrong, with the nearest right name', async () => {
    const { verb } = machine({ gate: { driver: 'kerog', port: 'simulated', slots: 2 } });
    const { code, json } = await verb('gate', 'status');
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false, code: 'MACHINE_SETTINGS_INVALID' });
    expect((json as { message: string }).message).toContain('kerong');
  });
});

/** Runs a verb and does something once it has said what `cue` matches on standard error. */
function runWithCue(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  cue: RegExp,
  then: (child: ReturnType<typeof spawn>) => void,
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['dist/diptych.js', ...parameters], {
    env: { ...process.env, ...environment },
  });
  let stdout = '';
  let stderr = '';
  let isDone = false;
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
    if (isDone || !cue.test(stderr)) return;
    isDone = true;
    then(child);
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('the bench commands that wait for somebody', () => {
  test.each([
    ['only how long it is', [], {}],
    ['what it says where that is asked for', ['--show'], { value: '04A1B2C3D4E580' }],
  ])('tell of a card %s', async (_, more, shown) => {
    const { remove, world } = worldUnderTest();
    const socketPath = join(mkdtempSync(join(folder, 'pcscd-')), 'pcscd.comm');
    const pcscd = await startSimulatedPcscd({ world, unit: 1, socketPath });
    try {
      const { environment, file } = machine({ readers: [{ driver: 'pcsc', socket: socketPath }] });
      const run = await runWithCue(
        ['reader', 'read', '--machine', file, '--json', ...more],
        environment,
        /Hold a card/,
        () => void pcscd.holdCard('04a1b2c3d4e580'),
      );
      expect(JSON.parse(run.stdout)).toEqual({
        ok: true,
        model: expect.any(String) as string,
        kind: 'nfc',
        length: 14,
        ...shown,
      });
      expect({ code: run.code, stderr: run.stderr }).toEqual({
        code: 0,
        stderr: 'Hold a card or a code before the reader.\n',
      });
    } finally {
      await pcscd.close();
      remove();
    }
  });

  test('give up a card that does not come', async () => {
    const { verb } = machine();
    expect(await verb('reader', 'read', '--within', '1')).toEqual({
      code: 1,
      json: {
        ok: false,
        code: 'DEVICE_TIMEOUT',
        message: 'Reading took too long.',
        remedy: 'call-attendant',
      },
    });
  });

  test('let whoever sits at the terminal move the disc where there is no robot', async () => {
    const { environment, file } = machine({ robot: { driver: 'manual' } });
    const answer = (text: string) =>
      runWithCue(
        ['robot', 'move', 'input', 'tray:1', '--machine', file, '--json'],
        environment,
        /then press Enter/,
        (child) => child.stdin?.write(`${text}\n`),
      );
    const done = await answer('');
    expect(done.stderr).toMatch(/^Move the disc from input to tray:1, then press Enter\./);
    expect({ code: done.code, json: JSON.parse(done.stdout) as unknown }).toEqual({
      code: 0,
      json: { ok: true, from: 'input', to: 'tray:1', seconds: aTime },
    });
    const empty = await answer('sourceEmpty');
    expect(JSON.parse(empty.stdout)).toMatchObject({ ok: false, code: 'ROBOT_SOURCE_EMPTY' });
  });
});
