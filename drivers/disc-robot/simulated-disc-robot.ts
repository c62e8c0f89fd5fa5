import { pause } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence, deviceTimeout } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import { takeFault } from '../world/faults.ts';
import { discToPick, pileHeight, putDisc, type NamedPlace } from '../world/pile.ts';
import type { World } from '../world/world.ts';
import type {
  DiscRobot,
  DiscRobotCapabilities,
  DiscRobotStatus,
  Place,
  RobotMove,
} from './contract.ts';
import { robotError } from './robot-errors.ts';

export interface SimulatedDiscRobotOptions extends DriverServices {
  readonly world: World;
  /** How fast it moves: 1 as in life; null for no waiting. */
  readonly rate: number | null;
}

/** Seconds from picking up to letting go, at real speed. */
const MOVE_SECONDS = 12;
/** An answer that has not come after this long does not come. */
const SILENCE_SECONDS = 30;
const CAPACITY = { input: 100, reject: 50, retain: 50 } as const;
const LOW_INPUT = 10;

/** A robot with one gripper over one row of drives and slots, acting on a world. */
export function openSimulatedDiscRobot(options: SimulatedDiscRobotOptions): DiscRobot {
  return new SimulatedDiscRobot(options);
}

class SimulatedDiscRobot implements DiscRobot {
  readonly capabilities: DiscRobotCapabilities;
  readonly #options: SimulatedDiscRobotOptions;
  readonly #turn = new Turn('The robot');
  readonly #status: StatusCell<DiscRobotStatus>;
  readonly #unsubscribe: () => void;
  #closed = false;

  constructor(options: SimulatedDiscRobotOptions) {
    this.#options = options;
    const { trays, slots } = options.world.state;
    this.capabilities = {
      model: 'Simulated robot',
      drives: trays.length,
      slots: slots.length,
      moves: possibleMoves(trays.length, slots.length),
    };
    this.#status = new StatusCell<DiscRobotStatus>({
      health: 'online',
      reason: '',
      ...sense(options.world),
    });
    this.#unsubscribe = options.world.onChange(() => this.#status.update(sense(options.world)));
  }

  get status(): DiscRobotStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DiscRobotStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  readState(): Promise<DiscRobotStatus> {
    if (this.#closed) return Promise.reject(deviceSequence('The robot is not in use any more.'));
    return Promise.resolve(this.#status.update({ ...sense(this.#options.world), reason: '' }));
  }

  move(from: Place, to: Place, options: CommandOptions = {}): Promise<void> {
    if (this.#closed) return Promise.reject(deviceSequence('The robot is not in use any more.'));
    return this.#turn.take(`a move from ${from} to ${to}`, async () => {
      this.#status.update({ health: 'deviceBusy' });
      try {
        await this.#move(from, to, options.signal);
      } finally {
        this.#status.update({ health: 'online' });
      }
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#status.update({ health: 'offline', reason: 'The robot is not in use.' });
    return Promise.resolve();
  }

  async #move(from: Place, to: Place, signal: AbortSignal | undefined): Promise<void> {
    const { world } = this.#options;
    if (!this.capabilities.moves.some((move) => move.from === from && move.to === to)) {
      throw deviceSequence(`The robot cannot move from ${from} to ${to}.`);
    }
    const disc = this.#admit(from, to);
    if (takeFault(world, 'robot.disc-stuck', null) !== null) {
      await this.#wait(MOVE_SECONDS / 2, signal);
      throw robotError('ROBOT_DISC_STUCK', from, to);
    }
    await this.#wait(MOVE_SECONDS / 2, signal);
    world.change((draft) => putDisc(draft, disc, { at: 'gripper' }));
    // A disc in the gripper is carried to its end whatever the caller wants by now.
    await this.#wait(MOVE_SECONDS / 2, undefined);
    if (takeFault(world, 'robot.disc-dropped', null) !== null) {
      world.change((draft) => putDisc(draft, disc, { at: 'floor' }));
      throw robotError('ROBOT_DISC_DROPPED', from, to);
    }
    if (!trayIsOpen(world, to)) throw robotError('ROBOT_TRAY_POSITION', from, to);
    world.change((draft) => putDisc(draft, disc, named(to)));
    if (takeFault(world, 'robot.silent', null) !== null) {
      await this.#wait(SILENCE_SECONDS, signal);
      throw deviceTimeout('The move', { from, to });
    }
  }

  /** @returns the disc to be moved. */
  #admit(from: Place, to: Place): string {
    const { world } = this.#options;
    if (from !== 'gripper' && world.discAt('gripper') !== null) {
      throw robotError('ROBOT_GRIPPER_HOLDING', from, to);
    }
    if (!trayIsOpen(world, from) || !trayIsOpen(world, to)) {
      throw robotError('ROBOT_TRAY_POSITION', from, to);
    }
    const disc = discToPick(world.state, named(from));
    if (disc === null) throw robotError('ROBOT_SOURCE_EMPTY', from, to);
    if (!hasRoom(world, to)) throw robotError('ROBOT_DESTINATION_FULL', from, to);
    return disc.id;
  }

  async #wait(span: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock, rate } = this.#options;
    if (signal?.aborted) throw deviceCanceled('The move', signal.reason);
    if (rate === null) return;
    try {
      await pause(clock, seconds(span / rate), signal);
    } catch (cause) {
      throw deviceCanceled('The move', cause);
    }
  }
}

function named(place: Place): NamedPlace {
  const [at, unit] = place.split(':');
  if (at === 'tray' || at === 'slot') return { at, unit: Number(unit) };
  return { at: place as 'input' | 'gripper' | 'reject' | 'retain' };
}

function trayIsOpen(world: World, place: Place): boolean {
  const where = named(place);
  return where.at !== 'tray' || world.state.trays[where.unit - 1]?.position === 'open';
}

function hasRoom(world: World, place: Place): boolean {
  const where = named(place);
  if (where.at === 'reject' || where.at === 'retain') {
    return pileHeight(world.state, where.at) < CAPACITY[where.at];
  }
  return where.at === 'input' || discToPick(world.state, where) === null;
}

function possibleMoves(drives: number, slots: number): RobotMove[] {
  const trays = Array.from({ length: drives }, (_, index): Place => `tray:${index + 1}`);
  const compartments = Array.from({ length: slots }, (_, index): Place => `slot:${index + 1}`);
  const moves: { from: Place; to: Place }[] = [];
  for (const bin of ['reject', 'retain'] as const) {
    for (const from of ['input', 'gripper', ...trays, ...compartments] as const) {
      moves.push({ from, to: bin });
    }
  }
  for (const tray of trays) {
    moves.push({ from: 'input', to: tray }, { from: 'gripper', to: tray });
    for (const slot of compartments) moves.push({ from: tray, to: slot });
  }
  for (const slot of compartments) moves.push({ from: 'gripper', to: slot });
  return moves.map((move) => ({ ...move, needsClosedTrays: false }));
}

function sense(world: World): Pick<DiscRobotStatus, 'units' | 'gripper' | 'slots'> {
  const { state } = world;
  return {
    gripper: world.discAt('gripper') === null ? 'empty' : 'holding',
    slots: state.slots.map((_, index) =>
      world.discAt('slot', index + 1) === null ? 'empty' : 'occupied',
    ),
    units: (['input', 'reject', 'retain'] as const).map((place) => {
      const count = pileHeight(state, place);
      const capacity = CAPACITY[place];
      return { place, count, capacity, replenishment: replenishment(place, count, capacity) };
    }),
  };
}

function replenishment(
  place: 'input' | 'reject' | 'retain',
  count: number,
  capacity: number,
): 'ok' | 'low' | 'empty' | 'full' {
  if (count >= capacity) return 'full';
  if (count === 0) return 'empty';
  return place === 'input' && count < LOW_INPUT ? 'low' : 'ok';
}
