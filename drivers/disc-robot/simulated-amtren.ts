import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { takeFault } from '../world/faults.ts';
import { discToPick, pileHeight, putDisc, type NamedPlace } from '../world/pile.ts';
import type { World } from '../world/world.ts';
import {
  amtrenState,
  decodeAmtrenCommands,
  encodeAmtrenReply,
  type AmtrenCommand,
  type AmtrenReply,
} from './amtren-codec.ts';
import type { Place } from './contract.ts';

export interface SimulatedAmtrenOptions {
  /** What stands under its output. */
  readonly acceptsTo: Place;
  /** How fast it moves: 1 as in life; null for no waiting. */
  readonly rate: number | null;
  /** Refuses to take the last so many discs from its input, as Kodak's units do with 5. */
  readonly keepsBack?: number;
}

/** Assumed, for a motion at real speed. */
const MOTION_SECONDS = 8;

type MovingCommand = Exclude<AmtrenCommand, 'version' | 'status'>;

/**
 * A robot of the Amtren family over drive 1 of a world, with a printer tray inside: answers its letters on `line`, one after
 * the other.
 *
 * @returns what switches it off.
 */
export function runSimulatedAmtren(
  world: World,
  line: SerialLine,
  clock: Clock,
  options: SimulatedAmtrenOptions,
): () => void {
  const { rate } = options;
  const waiting: AmtrenCommand[] = [];
  let cancel: (() => void) | null = null;
  /** How the last motion ended. */
  let state: string = amtrenState.fine;

  const say = (...replies: readonly AmtrenReply[]) => {
    for (const reply of replies) {
      void line.write(encodeAmtrenReply(reply)).catch(() => {
        // Nobody listens at the other end any more.
      });
    }
  };
  const finish = (command: MovingCommand) => {
    cancel = null;
    state = perform(world, command, options);
    const isSilent = takeFault(world, 'robot.silent', null) !== null;
    if (!isSilent) say({ is: state === amtrenState.fine ? 'done' : 'failed' });
    if (state === REFUSED) state = amtrenState.fine;
    next();
  };
  const next = () => {
    const command = cancel === null ? waiting.shift() : undefined;
    if (command === undefined) return;
    if (command === 'version') say({ is: 'done' });
    else if (command === 'status') say({ is: 'status', code: state });
    else if (rate === null) finish(command);
    else {
      cancel = clock.after(seconds(MOTION_SECONDS / rate), () => finish(command));
      return;
    }
    next();
  };
  const stop = line.onData((bytes) => {
    waiting.push(...decodeAmtrenCommands(bytes));
    next();
  });
  return () => {
    stop();
    waiting.length = 0;
    cancel?.();
    cancel = null;
  };
}

/** A motion that is refused though the mechanism is well: its state stays 00. */
const REFUSED = 'refused';

/** Carries the disc, or fails to. @returns its state afterwards. */
function perform(world: World, command: MovingCommand, options: SimulatedAmtrenOptions): string {
  if (takeFault(world, 'robot.arm-blocked', null) !== null) return '18';
  const isHolding = world.discAt('gripper') !== null;
  const [from, to] = wayOf(command, isHolding, named(options.acceptsTo));
  const disc = discToPick(world.state, from);
  if (disc === null) return emptyState(from);
  const isOut = world.state.trays[0]?.position === 'open';
  const isOnTray = from.at === 'tray' || to.at === 'tray';
  const isExit = command === 'accept' || command === 'reject';
  if ((isOnTray && !isOut) || (isExit && isOut)) return REFUSED;
  if (from.at !== 'gripper' && isHolding) return REFUSED;
  const keepsBack = from.at === 'input' ? (options.keepsBack ?? 0) : 0;
  if (keepsBack > 0 && pileHeight(world.state, 'input') <= keepsBack) return REFUSED;
  if (takeFault(world, 'robot.disc-stuck', null) !== null) {
    return from.at === 'gripper' ? REFUSED : amtrenState.discSensor;
  }
  const isDropped = takeFault(world, 'robot.disc-dropped', null) !== null;
  // Two discs do not fit into one place; nothing in such a robot sees it.
  const isTaken = (to.at === 'slot' || to.at === 'tray') && discToPick(world.state, to) !== null;
  const place: NamedPlace = isDropped || isTaken ? { at: 'floor' } : to;
  world.change((draft) => putDisc(draft, disc.id, place));
  return amtrenState.fine;
}

function wayOf(
  command: MovingCommand,
  isHolding: boolean,
  exit: NamedPlace,
): readonly [NamedPlace, NamedPlace] {
  const tray = { at: 'tray', unit: 1 } as const;
  switch (command) {
    case 'input':
      return [{ at: 'input' }, tray];
    case 'get':
      return [tray, { at: 'gripper' }];
    case 'accept':
      return [{ at: 'gripper' }, exit];
    case 'reject':
      return [{ at: 'gripper' }, { at: 'reject' }];
    case 'print':
      return [{ at: isHolding ? 'gripper' : 'input' }, { at: 'printer' }];
    case 'getPrinted':
      return [{ at: 'printer' }, { at: 'gripper' }];
    case 'load':
      return [{ at: 'gripper' }, tray];
    default:
      return command satisfies never;
  }
}

function emptyState(from: NamedPlace): string {
  const { trayEmpty, inputEmpty, printerEmpty, discSensor } = amtrenState;
  if (from.at === 'tray') return trayEmpty;
  if (from.at === 'input') return inputEmpty;
  return from.at === 'printer' ? printerEmpty : discSensor;
}

function named(place: Place): NamedPlace {
  const slot = /^slot:(\d+)$/.exec(place)?.[1];
  if (slot !== undefined) return { at: 'slot', unit: Number(slot) };
  return { at: place === 'retain' ? 'retain' : 'reject' };
}
