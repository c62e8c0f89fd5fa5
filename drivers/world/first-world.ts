import type { Randomness } from '../../app/foundation/randomness.ts';
import type { Disc, WorldState } from './world-state.ts';

export interface FirstWorld {
  readonly drives: number;
  readonly slots: number;
  readonly blanks: number;
  readonly paper: number;
}

/** How a machine stands when it has just been filled. */
export function firstWorld(contents: FirstWorld, randomness: Randomness): WorldState {
  const state: WorldState = {
    version: 1,
    serial: 0,
    discs: [],
    trays: Array.from({ length: contents.drives }, () => ({
      position: 'closed',
      locked: false,
      stuck: false,
    })),
    slots: Array.from({ length: contents.slots }, () => ({ door: 'closed', jammed: false })),
    gateAnswers: true,
    printer: { sheets: contents.paper, condition: 'ready', jobs: 0 },
    labelPrinter: { sheets: 1000, condition: 'ready', jobs: 0 },
    payments: [],
    signals: {
      answers: true,
      door: 'closed',
      tampered: false,
      power: 'mains',
      celsius: 25,
    },
    faults: [],
    away: [],
  };
  addSpindle(state, contents.blanks, randomness);
  return state;
}

/** Puts `blanks` new discs of one batch on top of the input pile. */
export function addSpindle(state: WorldState, blanks: number, randomness: Randomness): void {
  const batch = Buffer.from(randomness.bytes(3)).toString('hex').toUpperCase();
  const height = state.discs.filter((disc) => disc.place.at === 'input').length;
  for (let index = 0; index < blanks; index += 1) {
    state.serial += 1;
    state.discs.push(blankDisc(state.serial, `SIMDISC/${batch}`, height + index + 1));
  }
}

function blankDisc(serial: number, batch: string, position: number): Disc {
  return {
    id: `disc-${String(serial).padStart(5, '0')}`,
    type: 'DVD-R',
    batch,
    state: 'blank',
    session: 'none',
    recognised: true,
    recordable: true,
    sectors: 0,
    unreadable: [],
    place: { at: 'input', position },
  };
}
