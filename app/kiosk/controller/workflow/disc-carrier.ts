import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { Place, RobotMove } from '../../../../drivers/disc-robot/contract.ts';
import type { OpticalDrive } from '../../../../drivers/optical-drive/contract.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import { carrierError, sequenceError, trayError } from './carrier-errors.ts';
import type { MachineLocks } from './lock.ts';
import { Standstill } from './standstill.ts';

/** A move is tried again so often where the robot is sure that the disc did not leave its place. */
const MOVES = 3;

/** Of these the drivers' contracts say that the disc did not leave its place, or that nothing was begun. */
const UNMOVED: ReadonlySet<string> = new Set([
  'TRAY_NOT_OPENED',
  'TRAY_IN_THE_WAY',
  'ROBOT_SOURCE_EMPTY',
  'ROBOT_DISC_STUCK',
  'ROBOT_DESTINATION_FULL',
  'ROBOT_GRIPPER_HOLDING',
  'DEVICE_SEQUENCE',
]);

/** Moves discs: the robot's arm and the trays it reaches into, never two at a time. */
export class DiscCarrier {
  readonly #machine: Machine;
  readonly #locks: MachineLocks;
  readonly #standstill = new Standstill();
  /** Trays that were left out, by the number of their drive. */
  readonly #out = new Set<number>();

  constructor(machine: Machine, locks: MachineLocks) {
    this.#machine = machine;
    this.#locks = locks;
  }

  /** Why nothing is moved any more until a person has looked; null while it works. */
  get fault(): string | null {
    return this.#standstill.reason;
  }

  /** Before a move that can wait: resolves while nothing speaks against it, or once a person has looked. */
  async untilWorks(signal: AbortSignal): Promise<void> {
    await this.#standstill.over(signal);
  }

  /**
   * A person has looked: discs are moved again, if the robot says that it holds none. Trays that were left out go in; one that
   * does not stays in the way of moves that need it closed.
   *
   * @throws AppError `ROBOT_GRIPPER_HOLDING`, or what the robot says.
   */
  async returnToWork(signal: AbortSignal): Promise<void> {
    await this.#locks.robot.hold(async () => {
      const { gripper } = await this.#machine.robot.readState({ signal });
      if (gripper === 'holding') {
        throw new AppError('ROBOT_GRIPPER_HOLDING', 'The gripper still holds a disc.', {
          remedy: 'call-attendant',
        });
      }
      for (const number of this.#out) {
        const device = this.driveAt(number);
        const [closing] = await Promise.allSettled([device.closeTray({ signal })]);
        signal.throwIfAborted();
        if (closing.status === 'fulfilled') this.#out.delete(number);
      }
      this.#standstill.end();
    });
  }

  /** How many discs lie in a bin, for the intent of an act that adds one; null where nobody counts them. */
  countIn(bin: 'input' | 'reject' | 'retain'): number | null {
    const { units } = this.#machine.robot.status;
    return units.find(({ place }) => place === bin)?.count ?? null;
  }

  /** @throws AppError `DRIVE_LOST` if the machine has no such drive. */
  driveAt(number: number): OpticalDrive {
    const drive = this.#machine.drives[number - 1];
    if (drive !== undefined) return drive;
    throw new AppError('DRIVE_LOST', 'The machine has no such drive.', {
      remedy: 'call-attendant',
      context: { number },
    });
  }

  /** Whether the robot can take a disc from one place to the other, at once or by way of its gripper. */
  canMove(from: Place, to: Place): boolean {
    return this.#route(from, to) !== null;
  }

  /**
   * Takes a disc to or from a tray: opens it, moves, closes it, also when the program is ending. Where the robot does that
   * in two moves, by way of its gripper, the tray is open for the one that names it and closed for the other.
   *
   * @throws AppError `TRAY_NOT_OPENED`, `TRAY_IN_THE_WAY`: nothing was moved. `TRAY_NOT_CLOSED`: the disc was moved, and the tray is open.
   *   `DISC_LEFT_IN_GRIPPER`: there it is. Otherwise what the robot says of the move, whatever the tray did after it.
   */
  async moveByTray(drive: number, from: Place, to: Place, signal: AbortSignal): Promise<void> {
    const [first, onward = null] = this.#route(from, to) ?? [direct(from, to)];
    await this.holdTray(drive, async () => {
      if (onward === null) {
        await this.#overTray(drive, () => this.#move(first, signal), signal);
      } else if (first.from === `tray:${drive}`) {
        await this.#outOfTray(drive, first, onward, signal);
      } else {
        await this.#move(first, signal);
        const place = () => this.#move(onward);
        await this.#carryOn(onward, () => this.#overTray(drive, place));
      }
    });
  }

  /** Whether the robot can take a disc out of one drive and put it into another. */
  canChangeDrive(from: number, to: number): boolean {
    return from !== to && this.#waysByGripper(from, to) !== null;
  }

  /** Takes a disc from one drive to another by way of the gripper. Errors as of {@link moveByTray}. */
  async changeDrive(from: number, to: number, signal: AbortSignal): Promise<void> {
    const [first, onward] = this.#waysByGripper(from, to) ?? [];
    if (first === undefined || onward === undefined) throw sequenceError(from, to);
    const put = () => this.#overTray(to, () => this.#move(onward));
    await this.holdTray(from, () => this.#outOfTray(from, first, onward, signal, put));
  }

  #waysByGripper(from: number, to: number): readonly [RobotMove, RobotMove] | null {
    const { moves } = this.#machine.robot.capabilities;
    const find = (start: Place, end: Place) =>
      moves.find((move) => move.from === start && move.to === end);
    const [up, down] = [find(`tray:${from}`, 'gripper'), find('gripper', `tray:${to}`)];
    return up === undefined || down === undefined ? null : [up, down];
  }

  async #outOfTray(
    drive: number,
    first: RobotMove,
    onward: RobotMove,
    signal: AbortSignal,
    put: () => Promise<void> = () => this.#move(onward),
  ): Promise<void> {
    const [lifted] = await Promise.allSettled([
      this.#overTray(drive, () => this.#move(first, signal), signal),
    ]);
    const trouble: unknown = lifted.status === 'rejected' ? lifted.reason : null;
    const isTrayOut = isAppError(trouble, 'TRAY_NOT_CLOSED');
    if (isTrayOut && onward.needsClosedTrays) throw this.#leftInGripper(onward, trouble);
    if (trouble !== null && !isTrayOut) throw trouble;
    await this.#carryOn(onward, put);
    if (isTrayOut) throw trouble;
  }

  /** Runs a move for which that tray is open. */
  async #overTray(drive: number, act: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    const device = this.driveAt(drive);
    try {
      await device.openTray(signal ? { signal } : {});
    } catch (cause) {
      throw trayError('TRAY_NOT_OPENED', 'The tray did not open.', drive, cause);
    }
    this.#out.add(drive);
    const [move] = await Promise.allSettled([act()]);
    // An arm that nobody heard the last of may still reach into the tray: it stays out until a person has looked.
    if (move.status === 'rejected' && !isArmAway(move.reason)) throw move.reason;
    // Otherwise an open tray is in everybody's way, whatever happened to the disc: no signal keeps it from being closed.
    const [closing] = await Promise.allSettled([device.closeTray()]);
    if (closing.status === 'fulfilled') this.#out.delete(drive);
    if (move.status === 'rejected') throw move.reason;
    if (closing.status === 'rejected') {
      throw trayError('TRAY_NOT_CLOSED', 'The tray did not close.', drive, closing.reason);
    }
  }

  /**
   * The second half of a move, with the disc in the gripper: no signal keeps it from being carried to its end, and nothing that
   * fails now proves that the disc is where it came from.
   */
  async #carryOn(onward: RobotMove, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      // It was there a moment ago.
      if (isAppError(error, 'ROBOT_SOURCE_EMPTY')) {
        this.#standstill.begin('ROBOT_DISC_DROPPED');
        throw carrierError('ROBOT_DISC_DROPPED', 'The disc fell from the gripper.', onward, error);
      }
      if (isProvenUnmoved(error) || isAppError(error, 'ROBOT_TRAY_POSITION')) {
        throw this.#leftInGripper(onward, error);
      }
      throw error;
    }
  }

  #leftInGripper(onward: RobotMove, cause: unknown): AppError {
    const code = 'DISC_LEFT_IN_GRIPPER';
    this.#standstill.begin(code);
    return carrierError(code, 'The disc was lifted, and could not be put down.', onward, cause);
  }

  /** The move that leads there, or the two by way of the gripper; null where the robot has neither. */
  #route(from: Place, to: Place): readonly [RobotMove, RobotMove?] | null {
    const { moves } = this.#machine.robot.capabilities;
    const find = (start: Place, end: Place) =>
      moves.find((move) => move.from === start && move.to === end);
    const whole = find(from, to);
    if (whole !== undefined) return [whole];
    const [up, down] = [find(from, 'gripper'), find('gripper', to)];
    return up === undefined || down === undefined ? null : [up, down];
  }

  /** Closes a tray that may stand open since nobody knows when. */
  async closeTray(drive: number, signal: AbortSignal): Promise<void> {
    await this.holdTray(drive, async () => {
      await this.driveAt(drive).closeTray({ signal });
      this.#out.delete(drive);
    });
  }

  /** Runs a motion of that tray while neither the arm nor anybody else is near it. */
  async holdTray<Result>(drive: number, motion: () => Promise<Result>): Promise<Result> {
    const tray = this.#locks.trays[drive - 1];
    const work = () => this.#locks.robot.hold(motion);
    return tray === undefined ? work() : tray.hold(work);
  }

  /** Takes a disc between two places that are not trays. */
  async move(from: Place, to: Place, signal: AbortSignal): Promise<void> {
    const [first, onward] = this.#route(from, to) ?? [direct(from, to)];
    await this.#locks.robot.hold(async () => {
      await this.#move(first, signal);
      if (onward) await this.#carryOn(onward, () => this.#move(onward));
    });
  }

  async #move(move: RobotMove, signal?: AbortSignal): Promise<void> {
    const { from, to } = move;
    if (move.needsClosedTrays) this.#refuseWhereTrayIsOut(move);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#machine.robot.move(from, to, signal ? { signal } : {});
        return;
      } catch (error) {
        const isStillThere = isAppError(error, 'ROBOT_DISC_STUCK');
        const isEnding = signal?.aborted ?? false;
        if (isStillThere && attempt < MOVES && !isEnding) continue;
        const isHarmless =
          isAppError(error, 'ROBOT_SOURCE_EMPTY') || isAppError(error, 'ROBOT_DESTINATION_FULL');
        if (!isHarmless && !isEnding) {
          this.#standstill.beginUnlessBegun(isAppError(error) ? error.code : 'PROGRAM_FAILED');
        }
        throw error;
      }
    }
  }

  /** A tray that is named is out by rights. */
  #refuseWhereTrayIsOut({ from, to }: RobotMove): void {
    for (const drive of this.#out) {
      const tray = `tray:${drive}`;
      if (tray === from || tray === to) continue;
      const code = 'TRAY_IN_THE_WAY';
      this.#standstill.beginUnlessBegun(code);
      throw new AppError(code, `The tray of drive ${drive} is out, and in the way of the arm.`, {
        remedy: 'call-attendant',
        context: { drive, from, to },
      });
    }
  }
}

/**
 * Whether the error proves that no arm is on its way: the robot's own word for what became of the disc, or nothing was begun.
 * Of all robots only an attendant leaves off when told to, and takes care of the tray.
 */
function isArmAway(error: unknown): boolean {
  if (isProvenUnmoved(error) || isAppError(error, 'DEVICE_CANCELED')) return true;
  return isAppError(error) && error.code.startsWith('ROBOT_');
}

/** What a robot that does not have such a move is asked all the same: it says so. */
function direct(from: Place, to: Place): RobotMove {
  return { from, to, needsClosedTrays: false };
}

/** Whether the error proves that the disc is still where it was to be taken from. */
export function isProvenUnmoved(error: unknown): boolean {
  return isAppError(error) && UNMOVED.has(error.code);
}
