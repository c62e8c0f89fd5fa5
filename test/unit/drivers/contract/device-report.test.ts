import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceReport } from '../../../../app/contracts/maintenance-api.ts';
import { lacksForDisc, reportDevice } from '../../../../drivers/contract/device-report.ts';
import { machineUnderTest, type MachineUnderTest } from '../../../support/drivers-machine.ts';
import { whenThere } from '../../../support/drivers-presence.ts';

let under: MachineUnderTest;
beforeAll(async () => {
  under = await machineUnderTest({ standIn: 'inside', drives: 2, slots: 2, blanks: 5, paper: 50 });
});
afterAll(() => under.remove());
beforeEach(async () => {
  under.hands.inject('clear');
  await Promise.all(under.machine.devices.map(({ device }) => whenThere(device)));
});

const reports = () => under.machine.devices.map(reportDevice);
const reportOf = (name: string) => reports().find((report) => report.name === name);

describe('what a machine says of its devices', () => {
  it('has every device, what it says of itself, and nothing to do where nothing is wrong', () => {
    const summary = reports().map(({ advice, facts, isReady, name }) => ({
      name,
      isReady,
      advice,
      facts,
    }));
    const ready = { isReady: true, advice: '' };
    expect(summary).toEqual([
      { name: 'drive1', ...ready, facts: ['tray unknown', 'medium unknown'] },
      { name: 'drive2', ...ready, facts: ['tray unknown', 'medium unknown'] },
      {
        name: 'robot',
        ...ready,
        facts: ['input 5 of 100', 'reject 0 of 50', 'retain 0 of 50', 'gripper empty'],
      },
      { name: 'gate', ...ready, facts: ['2 slots', '2 free'] },
      { name: 'reader1', ...ready, facts: ['reads barcode, qr'] },
      { name: 'printer', ...ready, facts: ['paper full', 'toner full'] },
    ]);
    expect(lacksForDisc(reports())).toEqual([]);
  });

  it('says of a gate without item sensors that its slots are closed, and of none that it is free', () => {
    const gate = under.machine.devices.find(({ kind }) => kind === 'gate')!;
    const slots = [{ shutter: 'closed', item: 'unknown' }] as const;
    const status = { health: 'online', reason: '', slots } as const;
    const device = { ...under.machine.gate, capabilities: { model: 'A gate' }, status };
    expect(reportDevice({ ...gate, device } as unknown as typeof gate).facts).toEqual([
      '1 slot',
      '1 closed',
    ]);
  });

  it('tells of a device that has gone how to get it back, and nothing that it said before', () => {
    under.hands.inject('gate.unplugged');
    expect(reportOf('gate')).toMatchObject({
      health: 'noDevice',
      isReady: false,
      advice: 'Plug it in and switch it on.',
      facts: [],
    });
    expect(reportOf('gate')?.reason).not.toBe('');
  });

  it('tells of a printer without paper that paper is what it needs', async () => {
    under.hands.inject('printer.paper-out');
    await under.machine.printer.readStatus();
    expect(reportOf('printer')).toMatchObject({ isReady: false, advice: 'Put paper in.' });
    expect(lacksForDisc(reports())).toEqual(['Put paper in.']);
    under.hands.loadPaper(5);
    await under.machine.printer.readStatus();
    expect(reportOf('printer')).toMatchObject({ isReady: true, advice: '' });
  });
});

describe('whether a disc can be made', () => {
  const without = (change: (report: DeviceReport) => boolean) =>
    lacksForDisc(reports().map((one) => (change(one) ? { ...one, isReady: false } : one)));

  it.each([
    ['robot', 'No disc can be moved.'],
    ['gate', 'No slot can be opened.'],
    ['reader', 'No card and no code can be read.'],
    ['printer', 'No jacket can be printed.'],
    ['drive', 'No drive can burn.'],
  ])('is no where no %s is ready', (kind, sentence) => {
    expect(without((report) => report.kind === kind)).toEqual([sentence]);
  });

  it('is yes with one drive of two', () => {
    expect(without((report) => report.name === 'drive1')).toEqual([]);
  });
});
