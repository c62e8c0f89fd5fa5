import type { MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import { unitWaits } from '../words/unit-standing.ts';

/** The rooms of the panel, in the order of their doors. */
export const roomNames = [
  'now',
  'jobs',
  'discs',
  'orders',
  'supplies',
  'tests',
  'drives',
  'shift',
  'events',
  'keeping',
  'people',
] as const;
export type RoomName = (typeof roomNames)[number];

/** How much in each room waits for a person; rooms in which nothing does are left out. */
export function whatWaits(view: MaintenanceView): ReadonlyMap<RoomName, number> {
  const { blockedSlots, discs, doubtfulOrders, doubtfulPayments, drivesOutOfUse, units } = view;
  const broken = view.devices.filter(({ isNeeded, isReady }) => isNeeded && !isReady).length;
  const stuck = view.unfinished.filter(({ isStuck }) => isStuck);
  // A doubtful order may stand among the unfinished as well.
  const orders = new Set([...stuck, ...doubtfulOrders].map(({ orderId }) => orderId)).size;
  const waits: readonly (readonly [RoomName, number])[] = [
    [
      'now',
      broken + blockedSlots.length + (view.robotFault === null ? 0 : 1) + (view.task ? 1 : 0),
    ],
    ['jobs', view.job === null ? 0 : 1],
    ['discs', discs.filter(({ place }) => place === 'unknown').length],
    ['orders', orders + doubtfulPayments.length],
    ['supplies', units.filter(unitWaits).length],
    ['drives', drivesOutOfUse.length],
    ['keeping', view.keeping.fault === undefined ? 0 : 1],
  ];
  return new Map(waits.filter(([, count]) => count > 0));
}
