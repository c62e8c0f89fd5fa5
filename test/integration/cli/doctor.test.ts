import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { kioskUnderTest, type KioskUnderTest } from '../../support/kiosk-under-test.ts';
import { runDiptych } from '../../support/run-diptych.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'diptych-doctor-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const run = (...parameters: string[]) => runDiptych(parameters, { DIPTYCH_DATA: data });

/** A settings file: a simulated machine, but for what is changed. */
function machineFile(changes: Readonly<Record<string, unknown>>): string {
  const path = join(data, 'machine.json');
  const settings = {
    drives: [{ driver: 'cdrskin', device: 'simulated' }],
    robot: { driver: 'simulated' },
    gate: { driver: 'kerong', port: 'simulated', slots: 4 },
    readers: [{ driver: 'serial', port: 'simulated' }],
    printer: { driver: 'ipp', url: 'simulated' },
    simulation: { rate: 'unlimited', blanks: 5, paper: 5 },
    ...changes,
  };
  writeFileSync(path, JSON.stringify(settings));
  return path;
}

describe('diptych doctor', () => {
  it('finds the simulated machine of a fresh installation able to make a disc', async () => {
    const { code, stdout } = await run('doctor', '--json');
    const { devices, ...rest } = JSON.parse(stdout) as { devices: { name: string }[] };
    expect({ code, ...rest }).toMatchObject({
      code: 0,
      ok: true,
      asked: 'devices',
      settings: null,
      lacks: [],
    });
    expect(devices.map(({ name }) => name)).toEqual([
      'drive1',
      'drive2',
      'robot',
      'gate',
      'reader1',
      'printer',
    ]);
    expect(devices[2]).toEqual({
      name: 'robot',
      kind: 'robot',
      driver: 'simulated',
      address: 'simulated',
      isNeeded: true,
      model: 'Simulated robot',
      health: 'online',
      reason: '',
      facts: ['input 50 of 100', 'reject 0 of 50', 'retain 0 of 50', 'gripper empty'],
      isReady: true,
      advice: '',
    });
  });

  it('says of each device that is missing what to do, and that no disc can be made', async () => {
    const nowhere = '/dev/diptych-none';
    const file = machineFile({
      drives: [{ driver: 'cdrskin', device: nowhere, program: 'no-such-recorder' }],
      robot: { driver: 'nimbie' },
      gate: { driver: 'yh', port: `${nowhere}1`, slots: 4 },
      readers: [{ driver: 'pcsc', socket: '/nowhere/pcscd.comm' }],
      printer: { driver: 'ipp', url: 'ipp://127.0.0.1:1/ipp/print' },
      payment: {
        driver: 'zvt',
        connection: { host: '127.0.0.1', port: 1 },
        currency: 'EUR',
        price: { amount: 499, currency: 'EUR' },
        password: '000000',
      },
    });
    const { code, stdout } = await run('doctor', '--machine', file);
    expect(code).toBe(1);
    for (const sentence of [
      'There is no /dev/diptych-none;',
      'The USB device 1723:0945 does not answer.',
      'There is no /dev/diptych-none1;',
      'There is no /nowhere/pcscd.comm;',
      'The printer does not answer.',
      'What should listen at 127.0.0.1:1 does not answer.',
      'Plug it in and switch it on.',
      'The program no-such-recorder is not installed.',
      'This kiosk cannot make a disc. No drive can burn. No disc can be moved. No slot can be opened. ' +
        'No card and no code can be read. No jacket can be printed. Nobody can pay.',
    ]) {
      expect(stdout).toContain(sentence);
    }
  });

  it('passes a machine with one of two readers, and names the other', async () => {
    const readers = [
      { driver: 'serial', port: '/dev/diptych-none' },
      { driver: 'hid', port: 'simulated' },
    ];
    const file = machineFile({ readers });
    const { code, stdout } = await run('doctor', '--machine', file);
    expect(code).toBe(0);
    expect(stdout).toContain('MISSING  reader1');
    expect(stdout).toContain('This kiosk can make a disc.');
  });

  it('refuses settings with every mistake and the nearest right name', async () => {
    const file = machineFile({ robot: { driver: 'nimbi' }, gates: {} });
    const { code, stdout, stderr } = await run('doctor', '--machine', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('robot.driver "nimbi" is not known; did you mean "nimbie"?');
    expect(stderr).toContain('gates is not a setting; did you mean "gate"?');
  });
});

describe('diptych beside a kiosk that runs', () => {
  /** A kiosk on the data folder of these tests. */
  async function runningKiosk(): Promise<KioskUnderTest> {
    const kiosk = await kioskUnderTest({ drives: 1 });
    onTestFinished(() => kiosk.remove());
    symlinkSync(kiosk.dataFolder, join(data, 'kiosk'));
    return kiosk;
  }

  it('asks the kiosk, whatever settings lie about, and finds it able to make a disc', async () => {
    await runningKiosk();
    const other = machineFile({ robot: { driver: 'nimbie' } });
    const { code, stdout } = await run('doctor', '--json', '--machine', other);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      ok: true,
      asked: 'kiosk',
      settings: null,
      devices: ['drive1', 'robot', 'gate', 'reader1', 'printer'].map((name) => ({ name })),
      lacks: [],
    });
  });

  it('tells its simulated devices to fail and to be well again, and hears of it', async () => {
    await runningKiosk();
    const pulled = await run('maintenance', 'fault', 'robot.unplugged');
    expect(pulled).toEqual({
      code: 0,
      stdout: 'It happens now, or at its next occasion.\n',
      stderr: '',
    });
    const without = await run('doctor');
    expect(without.code).toBe(1);
    expect(without.stdout).toContain('A kiosk runs here: this is what it says of its devices.');
    expect(without.stdout).toContain('Its simulated cable is pulled.');
    expect(without.stdout).toContain(
      'This kiosk cannot make a disc. No disc can be moved. No order is taken: robot-fault.',
    );
    const mended = await run('maintenance', 'fault', 'clear');
    expect([mended.code, mended.stdout]).toEqual([0, 'Done.\n']);
    const unknown = await run('maintenance', 'fault', 'robot.unplgged');
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('[WORLD_FAULT_UNKNOWN]'),
    ]);
  });

  it('says where its maintenance page is, and leaves its devices to it', async () => {
    const { controller } = await runningKiosk();
    const { code, stdout } = await run('maintenance');
    expect(code).toBe(0);
    const [address, token] = stdout.trim().split('/maintenance.html#token=');
    expect(address).toBe(controller.url);
    const view = await fetch(`${address}/maintenance/view`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(view.status).toBe(200);
    const gate = await run('gate', 'status');
    expect([gate.code, gate.stderr]).toEqual([1, expect.stringContaining('[DEVICES_IN_USE]')]);
  });

  it('takes what a kiosk that was killed left behind for no kiosk', async () => {
    const kiosk = await runningKiosk();
    const stale = { url: kiosk.controller.url, token: 'of-another-kiosk', settings: null };
    writeFileSync(join(kiosk.dataFolder, 'maintenance.json'), JSON.stringify(stale));
    const { code, stderr } = await run('maintenance');
    expect([code, stderr]).toEqual([1, expect.stringContaining('[KIOSK_NOT_RUNNING]')]);
  });
});

describe('diptych devices', () => {
  it('traces a device: every frame both ways, with its bytes and what they mean', async () => {
    const { code, stdout } = await run('devices', 'trace', 'gate', '--for', '0.1', '--json');
    expect(code).toBe(0);
    const pieces = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [asked, answered] = pieces;
    expect(asked).toMatchObject({ direction: 'sent', hex: '0200300335' });
    expect(answered).toMatchObject({ direction: 'received', hex: '020035ffff00000338' });
  });

  it('knows its devices by name, and the name that was meant', async () => {
    const { code, stderr } = await run('devices', 'trace', 'printre');
    expect(code).toBe(1);
    expect(stderr).toContain('The machine has no device "printre"; was "printer" meant?');
  });
});
