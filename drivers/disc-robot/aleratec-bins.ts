import { AppError } from '../../app/foundation/errors.ts';
import type { Place, RobotMove } from './contract.ts';

/** The post under the trays: discs are dropped onto it, and never taken from it. */
export const POST = 5;
const BINS: readonly number[] = [1, 2, 3, POST];
/** Assumed: the unit is said to hold 200 discs, in bins of which one stays empty for what comes out. */
const CAPACITY = 100;
const POST_CAPACITY = 20;

/** One bin of an Auto Publisher. */
export interface Bin {
  readonly number: number;
  readonly place: Place;
  readonly capacity: number;
  /** Discs that were put there since it was opened; none of its sensors counts them. */
  added: number;
}

/** Its number, from the top. */
export function driveOf(place: Place): number {
  return Number(/^tray:(\d+)$/.exec(place)?.[1] ?? 0);
}

/**
 * The bins that discs can go to, or come from; the post only where somebody closes the trays over it.
 *
 * @throws AppError `ROBOT_BIN_UNUSABLE`
 */
export function binsOf(bins: Readonly<Record<string, Place>>, closesTrays: boolean): Bin[] {
  const all = Object.entries(bins).map(([name, place]) => {
    const number = Number(name);
    if (!BINS.includes(number) || (number === POST && place === 'input')) {
      throw new AppError(
        'ROBOT_BIN_UNUSABLE',
        `Bin ${name} of the robot cannot be ${place}: its bins are 1, 2, 3 and 5, and from 5 it takes nothing.`,
        { remedy: 'reject-input', context: { bin: name, place } },
      );
    }
    return { number, place, capacity: number === POST ? POST_CAPACITY : CAPACITY, added: 0 };
  });
  return all.filter(({ number }) => number !== POST || closesTrays);
}

/** Trays other than the one that is named are in the arm's way. */
export function movesOf(drives: number, bins: readonly Bin[]): RobotMove[] {
  const trays = Array.from({ length: drives }, (_, index): Place => `tray:${index + 1}`);
  const places = [...new Set(bins.map(({ place }) => place))];
  return trays.flatMap((tray) =>
    places.map((place) =>
      place === 'input'
        ? { from: place, to: tray, needsClosedTrays: true }
        : { from: tray, to: place, needsClosedTrays: true },
    ),
  );
}
