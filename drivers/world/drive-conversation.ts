import { unreachable } from '../../app/foundation/errors.ts';
import { isAway } from './away.ts';
import {
  abandonBurn,
  beginBurn,
  ejectTray,
  finishBurn,
  inspectDrive,
  loadTray,
} from './drive-acts.ts';
import type { DriveAnswer, DriveRequest } from './drive-protocol.ts';
import type { World } from './world.ts';

/** The drive (from 1) that the system calls `device`; null where there is none on its bus. */
export function driveCalled(world: World, device: string): number | null {
  const drive = world.state.trays.findIndex((_, at) => world.devicePath(at + 1) === device) + 1;
  return drive === 0 || isAway(world.state, 'drive', drive) ? null : drive;
}

/** What one recorder program asks of one drive of a world, from its start to its end. */
export class DriveConversation {
  readonly #world: World;
  readonly #drive: number;
  readonly #rate: number | null;
  #isWriting = false;

  /** @param rate how fast the recorder goes: 1 as in life; null for no waiting. */
  constructor(world: World, drive: number, rate: number | null) {
    this.#world = world;
    this.#drive = drive;
    this.#rate = rate;
  }

  answer(request: Exclude<DriveRequest, { ask: 'hello' }>): DriveAnswer {
    if (isAway(this.#world.state, 'drive', this.#drive)) {
      this.end();
      return { answer: 'refused', why: 'no such drive' };
    }
    switch (request.ask) {
      case 'inspect':
        return inspectDrive(this.#world, this.#drive, this.#rate);
      case 'eject':
        return ejectTray(this.#world, this.#drive);
      case 'load':
        return loadTray(this.#world, this.#drive);
      case 'begin': {
        const answer = beginBurn(this.#world, this.#drive);
        this.#isWriting ||= answer.answer === 'begun';
        return answer;
      }
      case 'finish':
        this.#isWriting = false;
        return finishBurn(this.#world, this.#drive, request.ending, request.sectors);
      default:
        return unreachable(request);
    }
  }

  /** The program is gone: what it was still writing is a coaster. */
  end(): void {
    const isCutOff =
      this.#isWriting && this.#world.discAt('tray', this.#drive)?.state === 'writing';
    this.#isWriting = false;
    if (isCutOff) abandonBurn(this.#world, this.#drive);
  }
}
