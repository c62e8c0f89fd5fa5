import { pause, type Clock } from '../../app/foundation/clock.ts';
import { milliseconds, seconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { takeFault, type FaultName } from '../world/faults.ts';
import type { PaymentBooking } from '../world/world-state.ts';
import type { World } from '../world/world.ts';
import {
  decodeMdbCommand,
  encodeMdbReply,
  mdbLineCollector,
  type MdbCommand,
  type MdbReply,
  type MdbState,
} from './mdb-codec.ts';
import { book } from './simulated-ledger.ts';

export interface SimulatedMdbOptions {
  /** Pulls the cable, for `payment.unplugged`. Without it the interface just falls silent. */
  readonly unplug?: () => void;
}

const CARD_TIME = seconds(2);
const POLL = milliseconds(100);
const NOT_NOW: MdbReply = { kind: 'error', text: '-1' };

/** An interface with a card reader on its bus, powered apart from the cable: it keeps its session when that is pulled. */
export class SimulatedMdbAdapter {
  readonly #world: World;
  readonly #clock: Clock;
  #line: { readonly say: (reply: MdbReply) => void; readonly unplug: () => void } | null = null;
  /** Null while the master is off. */
  #state: MdbState | null = null;
  #held: PaymentBooking | null = null;
  #cancelAsked = false;

  constructor(world: World, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
  }

  /** @returns what pulls the interface off the line. */
  connect(line: SerialLine, { unplug }: SimulatedMdbOptions = {}): () => void {
    const own = {
      say: (reply: MdbReply) => {
        line.write(Buffer.from(`${encodeMdbReply(reply)}\n`, 'latin1')).catch(() => {
          // Nobody listens at the other end any more.
        });
      },
      unplug: unplug ?? (() => stop()),
    };
    const end = line.onData(
      mdbLineCollector((text) => {
        const command = decodeMdbCommand(text);
        if (command === null) own.say(NOT_NOW);
        else this.#hear(command);
      }),
    );
    const stop = () => {
      end();
      if (this.#line === own) this.#line = null;
    };
    this.#line = own;
    return stop;
  }

  /** Switches the interface off and on: it has no session then, whatever the reader held. */
  restart(): void {
    this.#state = null;
    this.#held = null;
  }

  #say(reply: MdbReply): void {
    this.#line?.say(reply);
  }

  #become(state: MdbState): void {
    this.#state = state;
    this.#say({ kind: 'state', state });
  }

  #takes(fault: FaultName): boolean {
    return takeFault(this.#world, fault, null) !== null;
  }

  #hear(command: MdbCommand): void {
    switch (command.kind) {
      case 'version':
        this.#say({ kind: 'version', version: '4.0.2.0' });
        return;
      case 'status':
        this.#say(this.#state === null ? NOT_NOW : { kind: 'state', state: this.#state });
        return;
      case 'master':
        if (this.#state === null) {
          this.#become({ is: 'reset' });
          this.#become({ is: 'init', asksFirst: true });
        } else this.#say({ kind: 'error', text: 'cashless master is on' });
        return;
      case 'enable-reader':
        if (this.#state?.is === 'init') this.#become({ is: 'idle' });
        else this.#say(NOT_NOW);
        return;
      case 'cancel':
        if (this.#state?.is === 'vend') this.#cancelAsked = true;
        else this.#say(NOT_NOW);
        return;
      case 'request':
        if (this.#state?.is !== 'idle') this.#say(NOT_NOW);
        else if (!this.#hindered()) void this.#vend(command.amount);
        return;
      case 'end':
      case 'revert':
        if (this.#held === null) this.#say(NOT_NOW);
        else if (!this.#hindered()) this.#end(this.#held, command.kind);
    }
  }

  /** Whether a fault keeps a command from being done. */
  #hindered(): boolean {
    if (this.#takes('payment.busy')) {
      this.#say(NOT_NOW);
      return true;
    }
    if (this.#takes('payment.silent')) return true;
    if (this.#takes('payment.unplugged')) this.#line?.unplug();
    return false;
  }

  async #vend(amount: number): Promise<void> {
    this.#cancelAsked = false;
    this.#become({ is: 'vend' });
    const until = this.#clock.monotonic() + CARD_TIME;
    const session = this.#state;
    while (this.#clock.monotonic() < until && !this.#cancelAsked) await pause(this.#clock, POLL);
    if (this.#state !== session) return;
    const faults = ['payment.canceled', 'payment.declined', 'payment.abort'] as const;
    if (this.#cancelAsked || faults.some((fault) => this.#takes(fault))) {
      this.#become({ is: 'denied' });
      this.#become({ is: 'idle' });
      return;
    }
    this.#held = book(this.#world, { kind: 'hold', of: null, amount });
    this.#state = { is: 'approved', amount };
    if (!this.#takes('payment.lost-answer')) this.#say({ kind: 'state', state: this.#state });
  }

  #end({ receipt, amount }: PaymentBooking, kind: 'end' | 'revert'): void {
    book(this.#world, { kind: kind === 'end' ? 'capture' : 'release', of: receipt, amount });
    this.#held = null;
    this.#state = { is: 'idle' };
    if (!this.#takes('payment.lost-answer')) this.#say({ kind: 'state', state: this.#state });
  }
}

/** An MDB interface on `line` whose ledger is the world's. @returns what stops it. */
export function runSimulatedMdbAdapter(
  world: World,
  line: SerialLine,
  clock: Clock,
  options: SimulatedMdbOptions = {},
): () => void {
  return new SimulatedMdbAdapter(world, clock).connect(line, options);
}
