import type { DeviceReport } from '../../app/contracts/maintenance-api.ts';
import { unreachable } from '../../app/foundation/errors.ts';
import { isAbsent, type DeviceHealth } from './device.ts';
import type { NamedDevice } from './machine.ts';

/** What a class of devices adds to health and reason. */
interface ClassReport {
  readonly facts: readonly string[];
  /** What keeps a device that works from doing its part, as something to do; null where nothing does. */
  readonly need: string | null;
}

/** Says how a device is to whoever looks after the machine: the panel, and `diptych doctor`. */
export function reportDevice(named: NamedDevice): DeviceReport {
  const { address, device, driver, isNeeded, kind, name } = named;
  const { health, reason } = device.status;
  const { facts, need } = classReport(named);
  const works = health === 'online' || health === 'deviceBusy';
  const isGone = isAbsent(health);
  return {
    name,
    kind,
    driver,
    address,
    isNeeded,
    model: device.capabilities.model,
    health,
    reason,
    // What a device that has gone said last is not so any more.
    facts: isGone ? [] : [...facts],
    isReady: works && need === null,
    advice: isGone ? ADVICE[health] : (need ?? ADVICE[health]),
  };
}

/**
 * What the machine lacks to make a disc and hand it over, in sentences; empty where it can. Of drives and readers one is
 * enough.
 */
export function lacksForDisc(reports: readonly DeviceReport[]): string[] {
  const lacks: string[] = [];
  for (const kind of ['drive', 'robot', 'gate', 'reader', 'printer', 'payment'] as const) {
    const all = reports.filter((report) => report.kind === kind);
    if (all.length === 0 || all.some(({ isReady }) => isReady)) continue;
    // Of one that somebody can help on, the help is what is lacking.
    const needy = all.find(({ health }) => ['online', 'deviceBusy', 'userError'].includes(health));
    lacks.push(needy === undefined || needy.advice === '' ? LACK[kind] : needy.advice);
  }
  return lacks;
}

const LACK = {
  drive: 'No drive can burn.',
  robot: 'No disc can be moved.',
  gate: 'No slot can be opened.',
  reader: 'No card and no code can be read.',
  printer: 'No jacket can be printed.',
  payment: 'Nobody can pay.',
} as const;

function classReport(named: NamedDevice): ClassReport {
  switch (named.kind) {
    case 'drive': {
      const { medium, tray } = named.device.status;
      return { facts: [`tray ${tray}`, `medium ${medium}`], need: null };
    }
    case 'robot':
      return robotReport(named.device.status);
    case 'gate':
      return gateReport(named.device.status);
    case 'reader':
      return { facts: [`reads ${named.device.capabilities.accepts.join(', ')}`], need: null };
    case 'printer':
    case 'labelPrinter': {
      const { paper, reasons, toner } = named.device.status;
      const facts = [`paper ${paper}`, `toner ${toner}`, ...reasons];
      if (paper === 'out') return { facts, need: 'Put paper in.' };
      if (paper === 'jammed') return { facts, need: 'Pull the jammed sheet out.' };
      return { facts, need: toner === 'out' ? 'Put in a new cartridge.' : null };
    }
    case 'payment':
      return { facts: [`in ${named.device.capabilities.currency}`], need: null };
    case 'signals': {
      const { celsius, door, power, tamper } = named.device.status;
      const facts = [`door ${door}`, `tamper ${tamper}`, `power ${power}`];
      return { facts: celsius === null ? facts : [...facts, `${celsius} °C`], need: null };
    }
    default:
      return unreachable(named);
  }
}

type StatusOf<Kind> = Extract<NamedDevice, { readonly kind: Kind }>['device']['status'];

function robotReport({ gripper, units }: StatusOf<'robot'>): ClassReport {
  const facts = units.map(({ capacity, count, place, replenishment }) =>
    count === null ? `${place} ${replenishment}` : `${place} ${count} of ${capacity}`,
  );
  const need = (): string | null => {
    if (gripper === 'holding') return 'Take the disc out of the gripper.';
    const isAt = (place: string, is: string) =>
      units.some((unit) => unit.place === place && unit.replenishment === is);
    if (isAt('input', 'empty')) return 'Put blank discs into the input bin.';
    return isAt('reject', 'full') ? 'Empty the reject bin.' : null;
  };
  return { facts: [...facts, `gripper ${gripper}`], need: need() };
}

function gateReport({ slots }: StatusOf<'gate'>): ClassReport {
  const numbers = (wanted: (slot: (typeof slots)[number]) => boolean) =>
    slots.flatMap((slot, index) => (wanted(slot) ? [index + 1] : []));
  const jammed = numbers(({ shutter }) => shutter.startsWith('jammed'));
  const open = numbers(({ shutter }) => shutter === 'open');
  const filled = numbers(({ item }) => item === 'present');
  const usable = numbers(({ item, shutter }) => shutter === 'closed' && item !== 'present');
  // Without item sensors nobody sees what lies in a slot.
  const isSeen = slots.every(({ item }) => item !== 'unknown');
  const facts = [
    slots.length === 1 ? '1 slot' : `${slots.length} slots`,
    `${usable.length} ${isSeen ? 'free' : 'closed'}`,
  ];
  if (filled.length > 0) facts.push(`something in ${filled.join(', ')}`);
  if (open.length > 0) facts.push(`open: ${open.join(', ')}`);
  if (jammed.length > 0) facts.push(`jammed: ${jammed.join(', ')}`);
  const need = usable.length === 0 ? 'Free a slot, and close those that are open.' : null;
  return { facts, need };
}

const ADVICE: Readonly<Record<DeviceHealth, string>> = {
  starting: 'Wait until it has started.',
  online: '',
  deviceBusy: '',
  userError: 'Look at it: somebody must help it on.',
  hardwareError: 'Look at it: something must be repaired or freed.',
  potentialFraud: 'Look at it: somebody may have tampered with it.',
  fraudAttempt: 'Look at it: somebody has tampered with it.',
  noDevice: 'Plug it in and switch it on.',
  powerOff: 'Switch it on.',
  offline: 'Switch it on, and look at its cable.',
};
