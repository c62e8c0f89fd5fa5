import type { DeviceReport, MaintenanceView } from '../../app/contracts/maintenance-api.ts';
import type {
  Audit,
  DriveWear,
  PanelEvent,
  ShiftReport,
} from '../../app/contracts/panel-reports.ts';
import { type StaffMember, staffRights } from '../../app/contracts/staff.ts';

/** When the scripted machine stands. A Friday. */
export const panelNow = '2026-11-20T14:33:00.000Z';

const device = (part: Partial<DeviceReport> & Pick<DeviceReport, 'name' | 'kind'>) => ({
  driver: 'simulated',
  address: 'world',
  model: 'Simulated',
  isNeeded: true,
  health: 'online',
  reason: '',
  facts: [],
  isReady: true,
  advice: '',
  ...part,
});

const devices: DeviceReport[] = [
  device({
    name: 'drive1',
    kind: 'drive',
    driver: 'mmc',
    address: '/dev/sr0',
    model: 'Pioneer BDR-S12',
    facts: ['tray closed', 'medium blank'],
  }),
  device({
    name: 'drive2',
    kind: 'drive',
    driver: 'mmc',
    address: '/dev/sr1',
    model: 'Pioneer BDR-S12',
    facts: ['tray open', 'medium none'],
  }),
  device({
    name: 'robot',
    kind: 'robot',
    driver: 'nimbie',
    model: 'Nimbie NB21',
    facts: ['input 42 of 100', 'reject 3 of 25', 'gripper empty'],
  }),
  device({ name: 'gate', kind: 'gate', model: 'Locker, 4 doors', facts: ['4 slots', '2 free'] }),
  device({
    name: 'printer',
    kind: 'printer',
    driver: 'ipp',
    address: 'ipp://printer.local',
    model: 'Epson WF-C5390',
    health: 'userError',
    reason: 'media-empty',
    facts: ['paper out', 'toner low'],
    isReady: false,
    advice: 'Put paper in.',
  }),
  device({
    name: 'reader1',
    kind: 'reader',
    isNeeded: false,
    health: 'noDevice',
    isReady: false,
    advice: 'Plug it in and switch it on.',
    model: 'Newland FM30',
  }),
  device({ name: 'payment', kind: 'payment', model: 'OPI terminal', facts: ['in EUR'] }),
  device({
    name: 'signals',
    kind: 'signals',
    facts: ['door closed', 'tamper clear', 'power mains', '31 °C'],
  }),
];

/** A busy machine that has one of everything. */
export const busyView: MaintenanceView = {
  now: panelNow,
  mode: 'degraded',
  ordersClosed: ['no-paper'],
  pickUpClosed: [],
  devices,
  task: null,
  robotFault: null,
  drivesOutOfUse: [{ drive: 2, reason: 'DRIVE_WRITE_ERROR' }],
  doubtfulOrders: [
    {
      orderId: 'K7F392QD00000000000A',
      code: 'K7F3-92QD',
      was: 'presenting',
      slot: 3,
      since: '2026-11-20T13:58:12.000Z',
      playedAt: null,
    },
  ],
  doubtfulPayments: [
    {
      orderId: 'M2AA77ZQ00000000000B',
      code: 'M2AA-77ZQ',
      money: { amount: 499, currency: 'EUR' },
      during: 'capture',
      isRefused: false,
    },
  ],
  blockedSlots: [{ slot: 3, reason: 'suspect in presenting' }],
  faults: [],
  actor: { staffId: null, name: 'owner', rights: [...staffRights] },
  kioskName: 'Central Station',
  maintenance: { is: 'off' },
  units: [
    {
      unit: 'input',
      count: 42,
      capacity: 100,
      countedBy: 'sensor',
      countedAt: null,
      level: 'ok',
      lastsUntil: '2026-11-21T14:00:00.000Z',
    },
    {
      unit: 'reject',
      count: 3,
      capacity: 25,
      countedBy: 'books',
      countedAt: '2026-11-18T08:12:00.000Z',
      level: 'ok',
      lastsUntil: '2026-12-02T09:00:00.000Z',
    },
    {
      unit: 'retain',
      count: null,
      capacity: 10,
      countedBy: 'books',
      countedAt: null,
      level: 'unknown',
      lastsUntil: null,
    },
    {
      unit: 'paper',
      count: 0,
      capacity: 250,
      countedBy: 'books',
      countedAt: '2026-11-18T08:20:00.000Z',
      level: 'empty',
      lastsUntil: panelNow,
    },
    {
      unit: 'ink',
      count: 12,
      capacity: 100,
      countedBy: 'sensor',
      countedAt: null,
      level: 'low',
      lastsUntil: '2026-11-24T11:00:00.000Z',
    },
  ],
  discs: [
    {
      discId: 'd_4Kq81mXz',
      place: 'tray:1',
      state: 'writing',
      orderCode: 'P0WE-R1NG',
      isTest: false,
      since: '2026-11-20T14:29:04.000Z',
    },
    {
      discId: 'd_81jjQsTT',
      place: 'slot:1',
      state: 'staged',
      orderCode: 'B4RN-ACK0',
      isTest: false,
      since: '2026-11-20T11:02:00.000Z',
    },
    {
      discId: null,
      place: 'tray:2',
      state: 'unlisted',
      orderCode: null,
      isTest: false,
      since: null,
    },
    {
      discId: 'd_Zp09aaLk',
      place: 'gripper',
      state: 'onTransport',
      orderCode: null,
      isTest: true,
      since: '2026-11-20T14:32:40.000Z',
    },
    {
      discId: 'd_77TfGh2w',
      place: 'unknown',
      state: 'unknown',
      orderCode: 'K7F3-92QD',
      isTest: false,
      since: '2026-11-20T13:58:12.000Z',
    },
  ],
  unfinished: [
    {
      orderId: 'P0WER1NG00000000000C',
      code: 'P0WE-R1NG',
      title: { en: 'The Deep Shore', fr: 'Le Rivage profond' },
      state: 'producing',
      since: '2026-11-20T14:27:10.000Z',
      slot: 2,
      isStuck: false,
      can: ['give-up'],
    },
    {
      orderId: 'B4RNACK000000000000D',
      code: 'B4RN-ACK0',
      title: { en: 'Small Lives', fr: 'Petites Vies' },
      state: 'ready',
      since: '2026-11-20T11:02:00.000Z',
      slot: 1,
      isStuck: false,
      can: ['hand-out', 'give-up'],
    },
    {
      orderId: 'W41T1NG000000000000E',
      code: 'W41T-1NG0',
      title: {
        en: 'Colours change places for a while in the Long Dusk',
        fr: 'Les couleurs échangent leurs places dans le long crépuscule',
      },
      state: 'queued',
      since: '2026-11-20T12:10:00.000Z',
      slot: 4,
      isStuck: true,
      can: ['resume', 'restart', 'give-up'],
    },
  ],
  job: null,
  tests: [
    {
      test: 'burn',
      outcome: null,
      detail: 'writing, sector 120 448 of 2 298 496',
      drive: 1,
      slot: null,
      beganAt: '2026-11-20T14:31:00.000Z',
    },
    {
      test: 'print',
      outcome: 'failed',
      detail: 'The printer has no paper.',
      drive: null,
      slot: null,
      beganAt: '2026-11-20T08:03:00.000Z',
    },
    {
      test: 'dispense',
      outcome: 'passed',
      detail: 'Opened and shut.',
      drive: null,
      slot: 2,
      beganAt: '2026-11-20T08:01:00.000Z',
    },
  ],
  keeping: {
    lastCopyAt: '2026-11-20T03:00:04.000Z',
    copies: [
      { name: 'kiosk-20261120T030004.db', at: '2026-11-20T03:00:04.000Z', bytes: 4_718_592 },
      { name: 'kiosk-20261119T030003.db', at: '2026-11-19T03:00:03.000Z', bytes: 4_702_208 },
    ],
  },
};

/** The same machine on a good day. */
export const quietView: MaintenanceView = {
  ...busyView,
  mode: 'inService',
  ordersClosed: [],
  devices: devices.map((one) => ({ ...one, isReady: true, reason: '', advice: '' })),
  drivesOutOfUse: [],
  doubtfulOrders: [],
  doubtfulPayments: [],
  blockedSlots: [],
  units: busyView.units.map((unit) => ({ ...unit, count: unit.count ?? 4, level: 'ok' as const })),
  discs: [],
  unfinished: [],
  tests: [],
};

export const scriptedPeople: StaffMember[] = [
  {
    staffId: 's_frontdesk001',
    number: '2468',
    name: 'Front desk',
    rights: ['exchange', 'test', 'settle'],
    hasBadge: true,
    isLocked: false,
  },
  {
    staffId: 's_engineer0001',
    number: '1001',
    name: 'Engineer',
    rights: [...staffRights],
    hasBadge: false,
    isLocked: true,
  },
];

const days = Array.from({ length: 30 }, (_, index) => {
  const day = new Date(Date.UTC(2026, 9, 22 + index)).toISOString().slice(0, 10);
  const isClosed = index % 7 === 3;
  return {
    day,
    good: isClosed ? 0 : 9 + ((index * 7) % 6),
    bad: isClosed ? 0 : [0, 1, 0, 0, 2][index % 5]!,
    speed: isClosed ? null : 7.9 - index * 0.05,
  };
});

export const scriptedWear: DriveWear[] = [
  { drive: 1, good: 291, bad: 16, days },
  {
    drive: 2,
    good: 240,
    bad: 31,
    days: days.map((one, index) => ({ ...one, bad: one.bad + (index > 24 ? 3 : 0) })),
  },
];

export const scriptedShift: ShiftReport = {
  kioskName: 'Central Station',
  distributorId: 'LUMEN',
  from: '2026-11-20T06:00:00.000Z',
  to: panelNow,
  discs: {
    loaded: 50,
    begun: 23,
    verified: 20,
    given: { paid: 17, free: 1, test: 1 },
    rejected: [
      { reason: 'writeError', discs: 2 },
      { reason: 'verifyMismatch', discs: 1 },
    ],
    retained: 1,
    unknown: 1,
  },
  sheets: { loaded: 100, printed: 21 },
  orders: { placed: 22, fulfilled: 18, cancelled: 1, failed: 1, expired: 0, suspect: 1 },
  money: [
    { amount: 8483, currency: 'EUR', payments: 17, kind: 'captured' },
    { amount: 499, currency: 'EUR', payments: 1, kind: 'held' },
  ],
  corrections: [
    { at: '2026-11-20T08:15:00.000Z', by: 'Front desk', unit: 'input', difference: -2 },
  ],
};

const event = (
  number: number,
  at: string,
  kind: string,
  code: string | null,
  facts: PanelEvent['facts'] = {},
  by: PanelEvent['by'] = null,
): PanelEvent => ({
  number,
  at,
  kind,
  orderId: code === null ? null : `${code.replace('-', '')}000000000000`,
  code,
  by,
  facts,
});

export const scriptedEvents: PanelEvent[] = [
  event(
    912,
    '2026-11-20T14:31:00.000Z',
    'maintenance.test-burn',
    null,
    { drive: 1, by: null },
    { staffId: null, name: 'owner' },
  ),
  event(911, '2026-11-20T14:27:10.000Z', 'order.placed', 'P0WE-R1NG', { state: 'placed' }),
  event(910, '2026-11-20T13:58:12.000Z', 'order.outcomeUnknown', 'K7F3-92QD', {
    state: 'suspect',
  }),
  event(909, '2026-11-20T13:58:10.000Z', 'reconcile.finished', null, {
    decided: [{ row: 'present' }],
    suspect: 1,
    unknownDiscs: 1,
  }),
  event(
    908,
    '2026-11-20T13:40:00.000Z',
    'maintenance.recount',
    null,
    { unit: 'input', count: 42, reason: 'Counted to check', by: 's_frontdesk001' },
    { staffId: 's_frontdesk001', name: 'Front desk' },
  ),
  event(907, '2026-11-20T13:12:00.000Z', 'machine.mode', null, { mode: 'degraded' }),
  event(906, '2026-11-20T13:11:00.000Z', 'weather.changed', null, { to: 'rain' }),
];

export const scriptedAudit: Audit = {
  at: panelNow,
  entries: 1_284,
  head: 'a'.repeat(64),
  balances: {
    outside: -50,
    input: 42,
    'slot:1': 1,
    'tray:1': 1,
    reject: 3,
    unknown: 1,
    removed: 2,
  },
  counters: [{ name: 'paid', sinceInitialisation: 812, sinceReset: 17 }],
  findings: [],
  isSound: true,
};
