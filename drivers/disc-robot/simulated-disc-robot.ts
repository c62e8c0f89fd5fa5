import { pause } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceTimeout } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import { takeFault } from '../world/faults.ts';
import { discToPick, pileHeight, putDisc, type NamedPlace } from '../world/pile.ts';
import type { World } from '../world/world.ts';
import type { DiscRobot, DiscRobotCapabilities, Place } from './contract.ts';
import { RobotCore, type RobotMechanism, type RobotSenses } from './robot-core.ts';
import { robotError } from './robot-errors.ts';
import { movesBetween } from './robot-moves.ts';

export interface SimulatedDiscRobotOptions extends DriverServices {
  readonly world: World;
  /** How fast it moves: 1 as in life; null for no waiting. */
  readonly rate: number | null;
  /** Whether there is a disc printer in it. */
  readonly hasPrinter?: boolean;
}

/** Seconds from picking up to letting go, at real speed. */
const MOVE_SECONDS = 12;
/** An answer that has not come after this long does not come. */
const SILENCE_SECONDS = 30;
const CAPACITY = { input: 100, reject: 50, retain: 50 } as const;
const LOW_INPUT = 10;

/** A robot with one gripper over one row of drives and slots, acting on a world. */
export function openSimulatedDiscRobot(options: SimulatedDiscRobotOptions): DiscRobot {
  const { world } = options;
  const mechanism = new WorldMechanism(options);
  return new RobotCore({ name: 'The robot', mechanism, first: senses(world) });
}

class WorldMechanism implements RobotMechanism {
  readonly capabilities: DiscRobotCapabilities;
  readonly #options: SimulatedDiscRobotOptions;
  #unsubscribe: () => void = () => {};

  constructor(options: SimulatedDiscRobotOptions) {
    this.#options = options;
    const { trays, slots } = options.world.state;
    this.capabilities = {
      model: 'Simulated robot',
      drives: trays.length,
      slots: slots.length,
      moves: movesBetween(trays.length, slots.length, {
        keepsDisc: true,
        hasPrinter: options.hasPrinter ?? false,
      }),
    };
  }

  listen(take: (sensed: RobotSenses) => void): void {
    const { world } = this.#options;
    this.#unsubscribe = world.onChange(() => take(senses(world)));
  }

  sense(): Promise<RobotSenses> {
    return Promise.resolve(senses(this.#options.world));
  }

  close(): Promise<void> {
    this.#unsubscribe();
    return Promise.resolve();
  }

  async move(
    from: Place,
    to: Place,
    signal: AbortSignal | undefined,
  ): Promise<Partial<RobotSenses>> {
    const { world } = this.#options;
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
    return senses(world);
  }

  /** @returns the disc to be moved. */
  #admit(from: Place, to: Place): string {
    const { world } = this.#options;
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
  return { at: place as 'input' | 'gripper' | 'printer' | 'reject' | 'retain' };
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

function senses(world: World): RobotSenses {
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
