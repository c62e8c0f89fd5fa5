import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import type { OpticalDrive } from '../../../../drivers/optical-drive/contract.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import type { MachineLocks } from './lock.ts';

/** A move is tried again so often where the robot is sure that the disc did not leave its place. */
const MOVES = 3;

/** Moves discs: the robot's arm and the trays it reaches into, never two at a time. */
export class DiscCarrier {
  readonly #machine: Machine;
  readonly #locks: MachineLocks;
  #fault: string | null = null;

  constructor(machine: Machine, locks: MachineLocks) {
    this.#machine = machine;
    this.#locks = locks;
  }

  /** Why nothing is moved any more until a person has looked; null while it works. */
  get fault(): string | null {
    return this.#fault;
  }

  /**
   * A person has looked: discs are moved again, if the robot says that it holds none.
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
      this.#fault = null;
    });
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

  /**
   * Takes a disc to or from a tray: opens it, moves, closes it, also when the program is ending.
   *
   * @throws AppError `TRAY_NOT_OPENED`: nothing was moved. `TRAY_NOT_CLOSED`: the disc was moved, and the tray is open.
   *   Otherwise what the robot says of the move, whatever the tray did after it.
   */
  async moveByTray(drive: number, from: Place, to: Place, signal: AbortSignal): Promise<void> {
    const device = this.driveAt(drive);
    await this.holdTray(drive, async () => {
      try {
        await device.openTray({ signal });
      } catch (cause) {
        throw trayError('TRAY_NOT_OPENED', 'The tray did not open.', drive, cause);
      }
      const [move] = await Promise.allSettled([this.#move(from, to, signal)]);
      // Whatever happened to the disc, an open tray is in everybody's way: no signal keeps it from being closed.
      const [closing] = await Promise.allSettled([device.closeTray()]);
      if (move.status === 'rejected') throw move.reason;
      if (closing.status === 'rejected') {
        throw trayError('TRAY_NOT_CLOSED', 'The tray did not close.', drive, closing.reason);
      }
    });
  }

  /** Closes a tray that may stand open since nobody knows when. */
  async closeTray(drive: number, signal: AbortSignal): Promise<void> {
    await this.holdTray(drive, () => this.driveAt(drive).closeTray({ signal }));
  }

  /** Runs a motion of that tray while neither the arm nor anybody else is near it. */
  async holdTray<Result>(drive: number, motion: () => Promise<Result>): Promise<Result> {
    const tray = this.#locks.trays[drive - 1];
    const work = () => this.#locks.robot.hold(motion);
    return tray === undefined ? work() : tray.hold(work);
  }

  /** Takes a disc between two places that are not trays. */
  async move(from: Place, to: Place, signal: AbortSignal): Promise<void> {
    await this.#locks.robot.hold(() => this.#move(from, to, signal));
  }

  async #move(from: Place, to: Place, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#machine.robot.move(from, to, { signal });
        return;
      } catch (error) {
        const isStillThere = isAppError(error, 'ROBOT_DISC_STUCK');
        if (isStillThere && attempt < MOVES && !signal.aborted) continue;
        const isHarmless =
          isAppError(error, 'ROBOT_SOURCE_EMPTY') || isAppError(error, 'ROBOT_DESTINATION_FULL');
        if (!isHarmless && !signal.aborted) {
          this.#fault = isAppError(error) ? error.code : 'PROGRAM_FAILED';
        }
        throw error;
      }
    }
  }
}

function trayError(
  code: 'TRAY_NOT_OPENED' | 'TRAY_NOT_CLOSED',
  message: string,
  drive: number,
  cause: unknown,
): AppError {
  const context = { drive, reason: isAppError(cause) ? cause.code : 'PROGRAM_FAILED' };
  return new AppError(code, message, { remedy: 'call-attendant', context, cause });
}

/** Whether the error proves that the disc is still where it was to be taken from. */
export function isProvenUnmoved(error: unknown): boolean {
  return (
    isAppError(error, 'TRAY_NOT_OPENED') ||
    isAppError(error, 'ROBOT_SOURCE_EMPTY') ||
    isAppError(error, 'ROBOT_DISC_STUCK') ||
    isAppError(error, 'ROBOT_DESTINATION_FULL')
  );
}
