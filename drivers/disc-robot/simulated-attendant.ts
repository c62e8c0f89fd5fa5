import type { Clock } from '../../app/foundation/clock.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { takeFault } from '../world/faults.ts';
import { discToPick, putDisc, type NamedPlace } from '../world/pile.ts';
import type { World } from '../world/world.ts';
import type { Attendant, AttendantAnswer, AttendantTask } from './attendant.ts';
import type { Place } from './contract.ts';

/** Moves the disc of a task as a person would. @returns what that person says; null for one who forgets to. */
export function performTask(world: World, task: AttendantTask): AttendantAnswer | null {
  const [from, to] = [named(task.from), named(task.to)];
  if (isShut(world, from) || isShut(world, to)) return 'stuck';
  const disc = discToPick(world.state, from);
  if (disc === null) return 'sourceEmpty';
  const isSingle = to.at === 'tray' || to.at === 'slot';
  if (isSingle && discToPick(world.state, to) !== null) return 'destinationFull';
  if (takeFault(world, 'robot.disc-stuck', null) !== null) return 'stuck';
  const isDropped = takeFault(world, 'robot.disc-dropped', null) !== null;
  world.change((draft) => putDisc(draft, disc.id, isDropped ? { at: 'floor' } : to));
  if (takeFault(world, 'robot.silent', null) !== null) return null;
  return isDropped ? 'dropped' : 'done';
}

/**
 * A person who does at once, or after `pace`, whatever is asked.
 *
 * @returns what sends that person away.
 */
export function runSimulatedAttendant(
  world: World,
  attendant: Attendant,
  clock: Clock,
  pace: Milliseconds,
): () => void {
  let cancel = () => {};
  const onTask = (task: AttendantTask | null) => {
    cancel();
    if (task === null) return;
    cancel = clock.after(pace, () => {
      const answer = performTask(world, task);
      if (answer !== null) attendant.answer(task.number, answer);
    });
  };
  const stop = attendant.onTask(onTask);
  onTask(attendant.task);
  return () => {
    stop();
    cancel();
  };
}

/** Nobody reaches into a closed drive. */
function isShut(world: World, place: NamedPlace): boolean {
  return place.at === 'tray' && world.state.trays[place.unit - 1]?.position !== 'open';
}

function named(place: Place): NamedPlace {
  const [at, unit] = place.split(':');
  if (at === 'tray' || at === 'slot') return { at, unit: Number(unit) };
  return { at: place as 'input' | 'reject' | 'retain' };
}
