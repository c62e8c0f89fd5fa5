import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { UsbDeviceEnd } from '../transports/usb-bulk-pair.ts';
import { takeFault } from '../world/faults.ts';
import { discToPick, putDisc, type NamedPlace } from '../world/pile.ts';
import type { World } from '../world/world.ts';
import type { Place } from './contract.ts';
import {
  decodeNimbieCommand,
  encodeNimbieState,
  encodeNimbieText,
  type NimbieCommand,
} from './nimbie-codec.ts';

export interface SimulatedNimbieOptions {
  /** What stands under its accept exit. */
  readonly acceptsTo: Place;
  /** How fast it moves: 1 as in life; null for no waiting. */
  readonly rate: number | null;
}

/** Assumed, for a motion at real speed. */
const MOTION_SECONDS = { place: 6, lift: 4, accept: 5, reject: 5 } as const;

const NOTHING = new Uint8Array();

/**
 * A Nimbie over drive 1 of a world: answers its commands at `end`, one after the other. The tray is the drive's; it only
 * looks where it stands, at the beginning of a motion and at its end.
 *
 * @returns what switches it off.
 */
export function runSimulatedNimbie(
  world: World,
  end: UsbDeviceEnd,
  clock: Clock,
  options: SimulatedNimbieOptions,
): () => void {
  const { acceptsTo, rate } = options;
  const waiting: NimbieCommand[] = [];
  let cancel: (() => void) | null = null;

  const say = (...texts: readonly Uint8Array[]) => {
    for (const text of texts) end.send(text);
  };
  const conclude = (text: Uint8Array | null) => {
    cancel = null;
    if (text !== null) say(text, NOTHING);
    next();
  };
  const begin = (command: NimbieCommand) => {
    say(NOTHING, encodeNimbieText('OK'));
    if (command === 'state') {
      conclude(stateOf(world));
      return;
    }
    const isConfused = takeFault(world, 'robot.confused', null) !== null;
    const refusal = isConfused ? 'E09' : refusalOf(world, command);
    if (refusal !== null) {
      conclude(encodeNimbieText(`AT+${refusal}`));
      return;
    }
    const finish = () => {
      const text = perform(world, command, command === 'reject' ? 'reject' : acceptsTo);
      const isSilent = takeFault(world, 'robot.silent', null) !== null;
      conclude(isSilent ? null : encodeNimbieText(`AT+${text}`));
    };
    if (rate === null) finish();
    else cancel = clock.after(seconds(MOTION_SECONDS[command] / rate), finish);
  };
  const next = () => {
    const command = cancel === null ? waiting.shift() : undefined;
    if (command !== undefined) begin(command);
  };
  const offPacket = end.onPacket((packet) => {
    const command = decodeNimbieCommand(packet);
    if (command === null) return;
    waiting.push(command);
    next();
  });
  const forget = () => {
    waiting.length = 0;
    cancel?.();
    cancel = null;
  };
  const offReset = end.onReset(forget);
  return () => {
    offPacket();
    offReset();
    forget();
  };
}

function isTrayOut(world: World): boolean {
  return world.state.trays[0]?.position === 'open';
}

function stateOf(world: World): Uint8Array {
  const isOut = isTrayOut(world);
  return encodeNimbieState({
    hasInput: world.discAt('input') !== null,
    isOnTray: isOut && world.discAt('tray', 1) !== null,
    isLifted: world.discAt('gripper') !== null,
    isTrayOut: isOut,
  });
}

/** Why a motion is not begun; null where it is. */
function refusalOf(world: World, command: Exclude<NimbieCommand, 'state'>): string | null {
  const isOut = isTrayOut(world);
  const isHolding = world.discAt('gripper') !== null;
  const isDrop = command === 'accept' || command === 'reject';
  if (isOut === isDrop) return 'S10';
  if (isDrop) return isHolding ? null : 'S03';
  if (isHolding) return 'S03';
  const isOnTray = world.discAt('tray', 1) !== null;
  if (command === 'lift') return isOnTray ? null : 'S00';
  if (isOnTray) return 'S12';
  return world.discAt('input') === null ? 'S14' : null;
}

/** Carries the disc, or fails to. @returns what it says of it. */
function perform(world: World, command: Exclude<NimbieCommand, 'state'>, exit: Place): string {
  const isDrop = command === 'accept' || command === 'reject';
  const [from, to]: readonly [NamedPlace, NamedPlace] =
    command === 'place'
      ? [{ at: 'input' }, { at: 'tray', unit: 1 }]
      : command === 'lift'
        ? [{ at: 'tray', unit: 1 }, { at: 'gripper' }]
        : [{ at: 'gripper' }, named(exit)];
  const disc = discToPick(world.state, from);
  if (disc === null || takeFault(world, 'robot.disc-stuck', null) !== null) return 'S03';
  const isDropped = takeFault(world, 'robot.disc-dropped', null) !== null;
  // A tray that moved meanwhile is not there, or is in the way; and two discs do not fit into one slot.
  const isMissed = isTrayOut(world) === isDrop || (to.at === 'slot' && isTaken(world, to));
  const place: NamedPlace = isDropped || isMissed ? { at: 'floor' } : to;
  world.change((draft) => putDisc(draft, disc.id, place));
  return command === 'place' ? 'S07' : 'O';
}

function isTaken(world: World, place: NamedPlace): boolean {
  return discToPick(world.state, place) !== null;
}

function named(place: Place): NamedPlace {
  const slot = /^slot:(\d+)$/.exec(place)?.[1];
  if (slot !== undefined) return { at: 'slot', unit: Number(slot) };
  return { at: place === 'retain' ? 'retain' : 'reject' };
}
