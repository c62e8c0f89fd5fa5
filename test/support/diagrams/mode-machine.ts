import { calmCabinet } from '../../../app/orders/cabinet.ts';
import { type MachineFacts, machineServices } from '../../../app/orders/machine-mode.ts';
import type { ExploredMachine } from './explore.ts';

/** A machine that can do everything. */
const whole: MachineFacts = {
  isStarting: false,
  inMaintenance: false,
  isMaintenanceAsked: false,
  databaseSound: true,
  bankReachable: true,
  freeBlanks: 1,
  freeSheets: 1,
  freeSlots: 1,
  drives: 2,
  usableDrives: 2,
  robotWorks: true,
  gateWorks: true,
  printerWorks: true,
  readerWorks: true,
  paymentWorks: true,
  cabinet: calmCabinet,
};

const MENDED = 'mended: ';

/** Everything that can be otherwise, by the name that the diagram has for it. */
const changes: Readonly<Record<string, Partial<MachineFacts>>> = {
  starting: { isStarting: true },
  'asked for by staff': { isMaintenanceAsked: true },
  'kept by staff': { inMaintenance: true },
  'records unsound': { databaseSound: false },
  'records behind the bank': { standing: 'stale' },
  'refused by the bank': { standing: 'refused' },
  'bank away': { bankReachable: false },
  'no blank': { freeBlanks: 0 },
  'no sheet': { freeSheets: 0 },
  'no free slot': { freeSlots: 0 },
  'a drive out of use': { usableDrives: 1 },
  'no drive': { usableDrives: 0 },
  'robot fault': { robotWorks: false },
  'gate fault': { gateWorks: false },
  'printer fault': { printerWorks: false },
  'reader fault': { readerWorks: false },
  'payment fault': { paymentWorks: false },
  'tampered with': { cabinet: { ...calmCabinet, isTamperedWith: true } },
};

interface Trouble {
  readonly names: readonly string[];
}

function factsOf({ names }: Trouble): MachineFacts {
  return names.reduce<MachineFacts>((facts, name) => ({ ...facts, ...changes[name] }), whole);
}

/** One thing goes wrong or comes right at a time, two at most are wrong at once. */
export const modeMachine: ExploredMachine<Trouble, string> = {
  title: 'What the machine offers',
  hidesLoops: true,
  begins: [{ names: ['starting'] }],
  nameOf: (trouble) => machineServices(factsOf(trouble)).mode,
  labelOf: (name) => (name.startsWith(MENDED) ? 'mended' : name),
  eventsIn: ({ names }) => [
    ...names.map((name) => `${MENDED}${name}`),
    ...(names.length < 2 ? Object.keys(changes).filter((name) => name !== 'starting') : []),
  ],
  advance({ names }, event) {
    if (names.includes(event)) return null;
    const next = event.startsWith(MENDED)
      ? names.filter((name) => `${MENDED}${name}` !== event)
      : [...names, event].toSorted();
    return { names: next };
  },
};
