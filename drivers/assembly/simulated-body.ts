import type { Clock } from '../../app/foundation/clock.ts';
import { DisposalStack } from '../../app/foundation/disposal.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import type { Randomness } from '../../app/foundation/randomness.ts';
import type { SimulatedHands } from '../contract/machine.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { awayName, type WiredDevice } from '../world/away.ts';
import { serveDrives } from '../world/drive-server.ts';
import { simulatedHands } from '../world/hands.ts';
import { shutDoor } from '../world/shut-door.ts';
import { simulatedSocket, type SimulatedSocket } from '../world/socket.ts';
import type { World } from '../world/world.ts';

export interface SimulatedBodyOptions {
  readonly world: World;
  /** How fast machinery goes: 1 as in life; null for no waiting. */
  readonly rate: number | null;
  /**
   * The program that prints what cdrskin prints: `node dist/simulated-cdrskin.js`. `inside`: the same program runs in this
   * process, on `clock`.
   */
  readonly standIn:
    { readonly program: string; readonly leadingArguments: readonly string[] } | 'inside';
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomness: Randomness;
}

/** What stands behind the wires of a machine's simulated devices: one world, and what speaks for it at each wire. */
export class SimulatedBody {
  readonly options: SimulatedBodyOptions;
  readonly hands: SimulatedHands;
  readonly #open = new DisposalStack();
  readonly #sockets = new Map<string, SimulatedSocket>();
  readonly #stands = new Map<string, Promise<unknown>>();
  #scan: (value: string) => void = () => {};

  private constructor(options: SimulatedBodyOptions) {
    const { randomness, world } = options;
    this.options = options;
    this.hands = simulatedHands({
      world,
      randomness,
      scan: (value) => this.#scan(value),
      shutDoor: (slot) => shutDoor(world, slot),
    });
  }

  /** Brings a world to life. */
  static async open(options: SimulatedBodyOptions): Promise<SimulatedBody> {
    const body = new SimulatedBody(options);
    const server = await serveDrives(options);
    body.#open.defer(() => server.close());
    return body;
  }

  get world(): World {
    return this.options.world;
  }

  /** The socket of a device; what `attach` puts behind it is started once, and stopped when the body is closed. */
  socket(
    device: WiredDevice,
    unit: number,
    attach: (deviceEnd: SerialLine) => () => void,
  ): SimulatedSocket {
    const name = awayName(device, unit);
    const known = this.#sockets.get(name);
    if (known !== undefined) return known;
    const socket = simulatedSocket(this.world, device, unit);
    this.#sockets.set(name, socket);
    this.#open.defer(() => socket.deviceEnd.close());
    this.#open.defer(attach(socket.deviceEnd));
    return socket;
  }

  /** What stands in for a device and is no socket: started once under its name, and closed with the body. */
  once<Stand extends { close(): void | Promise<void> }>(
    name: string,
    start: () => Promise<Stand>,
  ): Promise<Stand> {
    const known = this.#stands.get(name);
    if (known !== undefined) return known as Promise<Stand>;
    const starting = start();
    this.#stands.set(name, starting);
    this.#open.defer(async () => {
      const [started] = await Promise.allSettled([starting]);
      if (started.status === 'fulfilled') await started.value.close();
    });
    return starting;
  }

  /** Says how the hands hold a card before reader `unit`: the first reader is where they do. */
  holdCardsBefore(unit: number, scan: (value: string) => void): void {
    if (unit === 1) this.#scan = scan;
  }

  close(): Promise<void> {
    return this.#open.dispose();
  }
}
