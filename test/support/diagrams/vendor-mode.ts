import {
  advanceVendorMode,
  type VendorMode,
  type VendorModeEvent,
} from '../../../app/orders/vendor-mode.ts';
import type { ExploredMachine } from './explore.ts';

const by = { staffId: null, name: 'owner' };

/** One of each event, and leaving also while something holds it. */
const events: readonly VendorModeEvent[] = [
  { is: 'entryRequested', by, at: 1 },
  { is: 'standsStill', at: 1 },
  { is: 'exitRequested', heldBy: [] },
  { is: 'exitRequested', heldBy: ['door-open'] },
];

export const vendorModeMachine: ExploredMachine<VendorMode, VendorModeEvent> = {
  title: 'Whom the machine is kept for',
  begins: [{ is: 'off' }],
  nameOf: ({ is }) => is,
  labelOf: (event) =>
    event.is === 'exitRequested' && event.heldBy.length > 0 ? 'exitRequested, held' : event.is,
  eventsIn: () => events,
  advance: (mode, event) => advanceVendorMode(mode, event),
};
