import type { ActFacts } from '../../../../../db/kiosk/act-journal.ts';
import { isAbsent } from '../../../../../drivers/contract/device.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import { instantOf, type Clock } from '../../../../foundation/clock.ts';
import { seconds } from '../../../../foundation/units.ts';
import type { DiscPlace } from '../../../../contracts/panel-view.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';

export interface DiscMapParts {
  readonly machine: Pick<Machine, 'drives' | 'gate' | 'robot'>;
  readonly records: KioskRecords;
  readonly clock: Clock;
}

/** Sensors of a gate are asked every two seconds: what moved less long ago they have not seen yet. */
const SEEN_AFTER = seconds(5);
/** More discs than these do not move within that time. */
const LATEST = 12;

/** What a sensor says of a place; a place that it says nothing of is not among them. */
type Sights = ReadonlyMap<string, 'disc' | 'nothing'>;

/**
 * Where every disc is that is neither in a pile nor with a customer: by the records and by the sensors. What a sensor sees and no
 * record knows is `unlisted`; what a record places where the sensor sees nothing is `unknown`. While a disc is being moved its
 * record says where it comes from, and no sensor is asked about the places on its way.
 */
export function discMap({ clock, machine, records }: DiscMapParts): DiscPlace[] {
  const moving = placesOnTheWay(records, instantOf(clock.now() - SEEN_AFTER));
  const sights = look(machine);
  const listed = [...ofOrders(records), ...ofTests(records)].map((disc) => {
    const isGone = sights.get(disc.place) === 'nothing' && !moving.has(disc.place);
    return isGone ? { ...disc, place: 'unknown', state: 'unknown' } : disc;
  });
  const known = new Set(listed.map(({ place }) => place));
  const unlisted = [...sights].flatMap(([place, seen]): DiscPlace[] =>
    seen === 'nothing' || known.has(place) || moving.has(place)
      ? []
      : [
          {
            discId: null,
            place,
            state: 'unlisted',
            orderCode: null,
            isTest: false,
            since: null,
          },
        ],
  );
  return [...listed, ...unlisted];
}

function ofOrders({ discs, orders }: KioskRecords): DiscPlace[] {
  return discs.listUnderWay().map(({ discId, orderId, place, state, updatedAt }) => ({
    discId,
    place,
    state: state.at,
    isTest: false,
    since: updatedAt,
    orderCode: orders.find(orderId)?.code ?? null,
  }));
}

function ofTests({ tests }: KioskRecords): DiscPlace[] {
  return tests.listDiscsUnderWay().map(({ discId, place, state, updatedAt }) => ({
    discId,
    place,
    state: state.at,
    isTest: true,
    since: updatedAt,
    orderCode: null,
  }));
}

/** What acts name that are under way, or were until just now, and what lies between. */
function placesOnTheWay({ acts }: KioskRecords, since: string): ReadonlySet<string> {
  const open: readonly { readonly intent: ActFacts }[] = [
    ...acts.listLatest(LATEST).filter(({ endedAt }) => endedAt === null || endedAt >= since),
    ...acts.listOpenOfTests(),
  ];
  const places = new Set<string>();
  for (const { intent } of open) {
    const named = [intent['from'], intent['to'], intent['place']];
    if (typeof intent['slot'] === 'number') named.push(`slot:${intent['slot']}`);
    if (typeof intent['drive'] === 'number') named.push(`tray:${intent['drive']}`);
    const isMove = intent['from'] !== undefined || intent['to'] !== undefined;
    for (const place of isMove ? [...named, 'gripper'] : named) {
      if (typeof place === 'string') places.add(place);
    }
  }
  return places;
}

function look({ drives, gate, robot }: DiscMapParts['machine']): Sights {
  const sights = new Map<string, 'disc' | 'nothing'>();
  if (!isAbsent(robot.status.health) && robot.status.gripper !== 'unknown') {
    sights.set('gripper', robot.status.gripper === 'holding' ? 'disc' : 'nothing');
  }
  if (!isAbsent(gate.status.health)) {
    for (const [index, { item }] of gate.status.slots.entries()) {
      if (item !== 'unknown')
        sights.set(`slot:${index + 1}`, item === 'present' ? 'disc' : 'nothing');
    }
  }
  for (const [index, { status }] of drives.entries()) {
    const { activity, health, medium, tray } = status;
    // A drive that works, or whose tray is out, says nothing about what lies in it.
    if (isAbsent(health) || activity !== 'idle' || tray !== 'closed' || medium === 'unknown') {
      continue;
    }
    sights.set(`tray:${index + 1}`, medium === 'none' ? 'nothing' : 'disc');
  }
  return sights;
}
