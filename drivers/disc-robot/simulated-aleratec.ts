import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { takeFault } from '../world/faults.ts';
import { discToPick, putDisc, type NamedPlace } from '../world/pile.ts';
import type { World } from '../world/world.ts';
import {
  AleratecLines,
  aleratecLine,
  decodeAleratecCommand,
  encodeAleratecReply,
  type AleratecCommand,
  type AleratecReply,
} from './aleratec-codec.ts';
import type { Place } from './contract.ts';

export interface SimulatedAleratecOptions {
  readonly bins: Readonly<Record<string, Place>>;
  /** How fast it moves: 1 as in life; null for no waiting. */
  readonly rate: number | null;
  /** Has just been switched on for the first time: it has no parameters. */
  readonly isNew?: boolean;
}

/** Assumed, from one step to the next at real speed. */
const STEP_SECONDS = 3;

type Motion = Extract<AleratecCommand, { is: 'load' | 'unload' | 'clearDrive' }>;

/** An Auto Publisher LS over the drives of a world: answers its lines on `line`. @returns what switches it off. */
export function runSimulatedAleratec(
  world: World,
  line: SerialLine,
  clock: Clock,
  options: SimulatedAleratecOptions,
): () => void {
  const robot = new AutoPublisher(world, line, clock, options);
  return () => robot.stop();
}

class AutoPublisher {
  readonly #world: World;
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #options: SimulatedAleratecOptions;
  readonly #lines = new AleratecLines();
  readonly #waiting: AleratecCommand[] = [];
  readonly #stopListening: () => void;
  #cancel: (() => void) | null = null;
  #hasParameters: boolean;

  constructor(world: World, line: SerialLine, clock: Clock, options: SimulatedAleratecOptions) {
    this.#world = world;
    this.#line = line;
    this.#clock = clock;
    this.#options = options;
    this.#hasParameters = options.isNew !== true;
    this.#stopListening = line.onData((bytes) => {
      for (const text of this.#lines.push(bytes)) this.#hear(text);
    });
  }

  stop(): void {
    this.#stopListening();
    this.#waiting.length = 0;
    this.#cancel?.();
    this.#cancel = null;
  }

  #hear(text: string): void {
    const command = decodeAleratecCommand(text);
    if (command === null) {
      this.#say({ is: 'refused' });
      return;
    }
    // An arm that is told to stop stands where it is: what it held it holds, and its command has no end.
    if (command.is === 'stop') {
      this.#cancel?.();
      this.#cancel = null;
    }
    this.#waiting.push(command);
    this.#next();
  }

  #next(): void {
    while (this.#cancel === null) {
      const command = this.#waiting.shift();
      if (command === undefined) return;
      if (command.is === 'load' || command.is === 'unload' || command.is === 'clearDrive') {
        this.#begin(command);
      } else {
        this.#obey(command);
      }
    }
  }

  #obey(command: AleratecCommand): void {
    if (command.is === 'endParameters') this.#hasParameters = true;
    if (command.is === 'askParameters') {
      this.#say({ is: 'parameters', areMissing: !this.#hasParameters });
    } else this.#end(command, '01');
  }

  #begin(command: Motion): void {
    const isBlocked = takeFault(this.#world, 'robot.arm-blocked', null) !== null;
    const [from] = this.#wayOf(command);
    const disc = discToPick(this.#world.state, from);
    const isStuck = disc !== null && takeFault(this.#world, 'robot.disc-stuck', null) !== null;
    this.#steps(command, 1, () => {
      if (isBlocked) this.#end(command, '01', '05');
      else if (disc === null) this.#end(command, command.is === 'unload' ? '04' : '08');
      else if (isStuck || !this.#isTrayOut(command.drive)) this.#say({ is: 'refused' });
      else this.#carry(command, disc.id);
    });
  }

  /** The disc is in the clamp from here on. */
  #carry(command: Motion, disc: string): void {
    this.#world.change((draft) => putDisc(draft, disc, { at: 'gripper' }));
    this.#steps(command, 2, () => {
      this.#steps(command, 3, () => {
        this.#steps(command, 4, () => {
          const isDropped = takeFault(this.#world, 'robot.disc-dropped', null) !== null;
          const [, to] = this.#wayOf(command);
          const place: NamedPlace = isDropped || this.#isMissed(command, to) ? { at: 'floor' } : to;
          this.#world.change((draft) => putDisc(draft, disc, place));
          if (takeFault(this.#world, 'robot.silent', null) !== null) return;
          this.#end(command, command.is === 'unload' ? '08' : '04');
        });
      });
    });
  }

  /** A tray that moved meanwhile is not there, or is in the way; and two discs do not fit into one place. */
  #isMissed(command: Motion, to: NamedPlace): boolean {
    if (command.is === 'load' && !this.#isTrayOut(command.drive)) return true;
    if (command.is === 'clearDrive' && command.bin === 5) {
      if (this.#world.state.trays.some((tray) => tray.position === 'open')) return true;
    }
    return (to.at === 'slot' || to.at === 'tray') && discToPick(this.#world.state, to) !== null;
  }

  #isTrayOut(drive: number): boolean {
    return this.#world.state.trays[drive - 1]?.position === 'open';
  }

  #wayOf({ is, drive, bin }: Motion): readonly [NamedPlace, NamedPlace] {
    const tray = { at: 'tray', unit: drive } as const;
    const place = named(this.#options.bins[String(bin)] ?? 'reject');
    return is === 'load' ? [place, tray] : [tray, place];
  }

  /** Lets a step take its time, says that it is reached, and goes on. */
  #steps(command: Motion, step: number, onward: () => void): void {
    const reach = () => {
      this.#cancel = null;
      this.#say({ is: 'progress', command: numberOf(command), step });
      onward();
      this.#next();
    };
    const { rate } = this.#options;
    this.#cancel = this.#clock.after(seconds(rate === null ? 0 : STEP_SECONDS / rate), reach);
  }

  #end(command: AleratecCommand, status: string, error = '00'): void {
    this.#say({ is: 'ended', command: numberOf(command), status, error });
  }

  #say(reply: AleratecReply): void {
    void this.#line.write(encodeAleratecReply(reply)).catch(() => {
      // Nobody listens at the other end any more.
    });
  }
}

function numberOf(command: AleratecCommand): string {
  return aleratecLine(command).slice(0, 3);
}

function named(place: Place): NamedPlace {
  const slot = /^slot:(\d+)$/.exec(place)?.[1];
  if (slot !== undefined) return { at: 'slot', unit: Number(slot) };
  return { at: place as 'input' | 'reject' | 'retain' };
}
