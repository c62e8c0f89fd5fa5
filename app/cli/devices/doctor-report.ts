import type { DeviceReport, MaintenanceView } from '../../contracts/maintenance-api.ts';
import { alignColumns } from '../terminal/columns.ts';
import type { BenchCheck } from './bench-checks.ts';

/** What the doctor found. */
export interface DoctorReport {
  /** Whether the kiosk can make a disc and hand it over. */
  readonly ok: boolean;
  /** Whom it asked: the kiosk that runs here, or each device. */
  readonly asked: 'kiosk' | 'devices';
  /** The settings file; null where there is none, and everything is simulated. */
  readonly settings: string | null;
  readonly devices: readonly DeviceReport[];
  readonly checks: readonly BenchCheck[];
  /** What is lacking, in sentences. */
  readonly lacks: readonly string[];
}

/** What keeps a running kiosk from making a disc though its devices answer, in sentences. */
export function lacksOfKiosk({ drivesOutOfUse, ordersClosed, robotFault }: MaintenanceView) {
  const lacks: string[] = [];
  if (robotFault !== null) {
    lacks.push(`No disc is moved until somebody has looked at the robot (${robotFault}).`);
  }
  if (ordersClosed.length > 0) {
    for (const { drive, reason } of drivesOutOfUse) {
      lacks.push(`Drive ${drive} is not used until somebody has looked at it (${reason}).`);
    }
    lacks.push(`No order is taken: ${ordersClosed.join(', ')}.`);
  }
  return lacks;
}

/** The report for a person at a bench. */
export function doctorText(report: DoctorReport): string {
  const { asked, checks, devices, lacks, ok, settings } = report;
  const lines = [
    settings === null ? 'No settings file: every device is simulated.' : `Settings: ${settings}`,
  ];
  if (asked === 'kiosk') lines.push('A kiosk runs here: this is what it says of its devices.');
  lines.push('');
  const bad = checks.filter(({ isGood }) => !isGood);
  const rows = devices.map((device) => [
    markOf(device),
    device.name,
    device.driver,
    device.address,
    device.model,
    device.facts.join(', '),
  ]);
  alignColumns(rows).forEach((line, index) => {
    lines.push(line);
    const device = devices[index];
    if (device === undefined || device.isReady) return;
    // What is known of its node says more than that nothing answers there.
    const node = bad.find(({ name }) => name === device.address);
    const advice = node?.isAdvice === true ? '' : device.advice;
    for (const sentence of [node?.sentence ?? device.reason, advice]) {
      if (sentence !== '') lines.push(`${' '.repeat(9)}${sentence}`);
    }
  });
  const others = bad.filter(({ name }) => !devices.some(({ address }) => address === name));
  if (others.length > 0) lines.push('', ...others.map(({ sentence }) => `CHECK    ${sentence}`));
  lines.push(
    '',
    ok ? 'This kiosk can make a disc.' : `This kiosk cannot make a disc. ${lacks.join(' ')}`,
  );
  return `${lines.join('\n')}\n`;
}

function markOf({ health, isReady }: DeviceReport): string {
  if (isReady) return 'ok';
  if (health === 'online' || health === 'deviceBusy') return 'NEEDS';
  return health === 'noDevice' || health === 'offline' || health === 'powerOff'
    ? 'MISSING'
    : 'TROUBLE';
}
