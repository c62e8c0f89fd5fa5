import type { Randomness } from '../../app/foundation/randomness.ts';
import type { SimulatedHands } from '../contract/machine.ts';
import { awayName } from './away.ts';
import { emptyBins } from './empty-bins.ts';
import { clearFaults, faultNames, parseFault } from './faults.ts';
import { addSpindle } from './first-world.ts';
import { putDisc } from './pile.ts';
import type { PendingFault, WorldState } from './world-state.ts';
import { deviceTakenBy } from './taken-away.ts';
import type { World } from './world.ts';

export interface HandsOptions {
  readonly world: World;
  readonly randomness: Randomness;
  /** Sends a code down the reader's cable. */
  readonly scan: (value: string) => void;
  /** Lets the door of a slot fall shut. */
  readonly shutDoor: (slot: number) => void;
}

/** What people do to a machine that has no body. */
export function simulatedHands(options: HandsOptions): SimulatedHands {
  const { world } = options;
  return {
    scanCard: options.scan,
    takeDisc() {
      const open = world.state.slots.findIndex(
        (slot, index) => slot.door === 'open' && world.discAt('slot', index + 1) !== null,
      );
      const disc = world.discAt('slot', open + 1);
      if (open < 0 || disc === null) return false;
      world.change((draft) => putDisc(draft, disc.id, { at: 'taken', unit: open + 1 }));
      options.shutDoor(open + 1);
      return true;
    },
    loadBlanks(count) {
      world.change((draft) => addSpindle(draft, count, options.randomness));
    },
    loadPaper(sheets) {
      world.change((draft) => {
        draft.printer.sheets += sheets;
        if (draft.printer.condition === 'jammed') draft.printer.condition = 'ready';
      });
    },
    faults: ['clear', 'empty', ...Object.keys(faultNames)],
    inject(fault) {
      injectFault(options, fault);
    },
    takenDiscs() {
      return world.state.discs
        .flatMap((disc) => (disc.place.at === 'taken' ? [{ id: disc.id, place: disc.place }] : []))
        .sort((a, b) => a.place.position - b.place.position)
        .map(({ id, place }) => ({ imagePath: world.contentPath(id), slot: place.slot }));
    },
  };
}

/** `printer2` is the one that prints on discs. */
function printerOf({ unit }: PendingFault): 'printer' | 'labelPrinter' {
  return unit === 2 ? 'labelPrinter' : 'printer';
}

/** What the cabinet's sensors feel of a trouble. */
const troubleOf = {
  'signals.silent': () => ({ answers: false }),
  'signals.door-open': () => ({ door: 'open' }),
  'signals.tamper': () => ({ tampered: true }),
  'signals.power-lost': () => ({ power: 'battery' }),
  'signals.battery-low': () => ({ power: 'low' }),
  'signals.too-hot': (celsius: number | null) => ({ celsius: celsius ?? 60 }),
} as const satisfies Record<string, (value: number | null) => Partial<WorldState['signals']>>;

function changeSignals(world: World, change: Partial<WorldState['signals']>): void {
  world.change((draft) => {
    draft.signals = { ...draft.signals, ...change };
  });
}

/** Makes a fault happen at once where it is one of the machine's body, or lets it wait for its occasion. */
function injectFault(options: HandsOptions, text: string): void {
  const { world } = options;
  if (text === 'clear') {
    world.change(clearFaults);
    return;
  }
  if (text === 'empty') {
    emptyBins(world);
    return;
  }
  const fault = parseFault(text);
  const device = deviceTakenBy(fault.name);
  if (device !== null) {
    const name = awayName(device, fault.unit ?? 1);
    world.change((draft) => {
      if (!draft.away.includes(name)) draft.away.push(name);
    });
    return;
  }
  switch (fault.name) {
    case 'gate.forced-open':
      world.change((draft) => {
        const slot = draft.slots[(fault.unit ?? 1) - 1];
        if (slot) slot.door = 'open';
      });
      return;
    case 'gate.silent':
      world.change((draft) => {
        draft.gateAnswers = false;
      });
      return;
    case 'signals.silent':
    case 'signals.door-open':
    case 'signals.tamper':
    case 'signals.power-lost':
    case 'signals.battery-low':
    case 'signals.too-hot':
      changeSignals(world, troubleOf[fault.name](fault.value));
      return;
    case 'printer.paper-out':
      world.change((draft) => {
        draft[printerOf(fault)].sheets = 0;
      });
      return;
    case 'printer.stopped':
    case 'printer.toner-out': {
      const condition = fault.name === 'printer.stopped' ? 'stopped' : 'toner-out';
      world.change((draft) => {
        draft[printerOf(fault)].condition = condition;
      });
      return;
    }
    default:
      world.change((draft) => {
        draft.faults.push(fault);
      });
  }
}
