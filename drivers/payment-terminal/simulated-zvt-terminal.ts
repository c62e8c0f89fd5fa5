import { pause, type Clock } from '../../app/foundation/clock.ts';
import { milliseconds, seconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { takeFault, type FaultName } from '../world/faults.ts';
import type { PaymentBooking } from '../world/world-state.ts';
import type { World } from '../world/world.ts';
import { book, openBookings } from './simulated-ledger.ts';
import type { Apdu } from './zvt-apdu.ts';
import { toBcd } from './zvt-bcd.ts';
import { decodeZvtCommand, type ZvtCommand } from './zvt-commands.ts';
import { BMP, field } from './zvt-fields.ts';
import {
  ACKNOWLEDGE,
  encodeForLine,
  REFUSE,
  zvtCollector,
  type ZvtFraming,
} from './zvt-framing.ts';
import { encodeZvtReply, type PaymentResult } from './zvt-replies.ts';
import { RESULT } from './zvt-texts.ts';

export interface SimulatedZvtOptions {
  readonly framing?: ZvtFraming;
  /** Pulls the cable, for `payment.unplugged`. Without it the terminal just falls silent. */
  readonly unplug?: () => void;
}

const PASSWORD = '000000';
const EURO = 978;
/** Until the customer has presented a card, and until the host has answered. */
const CARD_TIME = seconds(2);
const HOST_TIME = seconds(1);
const ACKNOWLEDGE_LIMIT = seconds(5);
const POLL = milliseconds(100);
const NOT_ENOUGH_CREDIT = 0x71;

type Reply = Parameters<typeof encodeZvtReply>[0];
type MoneyCommand = Exclude<
  ZvtCommand,
  {
    readonly kind:
      | 'register'
      | 'list-reservations'
      | 'repeat-receipt'
      | 'status-enquiry'
      | 'abort'
      | 'end-of-day';
  }
>;

/**
 * A terminal that keeps its ledger in a world and may be connected again and again, as one with its own power is: what it is
 * doing when a cable is pulled it does to the end.
 */
export class SimulatedZvtTerminal {
  readonly #world: World;
  readonly #clock: Clock;
  #line: { readonly say: (reply: Reply) => void; readonly unplug: () => void } | null = null;
  #busy = false;
  #abortAsked = false;
  /** What waits for the till's acknowledgement. */
  #onAcknowledged: (() => void) | null = null;

  constructor(world: World, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
  }

  /** @returns what pulls the terminal off the line. */
  connect(line: SerialLine, { framing = 'tcp', unplug }: SimulatedZvtOptions = {}): () => void {
    const write = (bytes: Uint8Array) => {
      line.write(bytes).catch(() => {
        // Nobody listens at the other end any more.
      });
    };
    const own = {
      say: (reply: Reply) => write(encodeForLine(framing, encodeZvtReply(reply))),
      unplug: unplug ?? (() => stop()),
    };
    const end = line.onData(
      zvtCollector(framing, (arrival) => {
        if (arrival.kind === 'damaged') write(Uint8Array.of(REFUSE));
        if (arrival.kind !== 'apdu') return;
        if (framing === 'serial') write(Uint8Array.of(ACKNOWLEDGE));
        this.#hear(arrival.apdu);
      }),
    );
    const stop = () => {
      end();
      if (this.#line === own) this.#line = null;
    };
    this.#line = own;
    return stop;
  }

  #say(reply: Reply): void {
    this.#line?.say(reply);
  }

  #hear(apdu: Apdu): void {
    if (apdu.control >> 8 === 0x80) {
      this.#onAcknowledged?.();
      return;
    }
    const command = decodeZvtCommand(apdu);
    if (command === null) {
      this.#say({ kind: 'refused', code: RESULT.notPossible });
    } else if (command.kind === 'abort') {
      this.#abortAsked = this.#busy;
      this.#say({ kind: 'acknowledged' });
    } else if (this.#busy) {
      this.#say({ kind: 'refused', code: RESULT.notReady });
    } else {
      this.#begin(command);
    }
  }

  #begin(command: Exclude<ZvtCommand, { readonly kind: 'abort' }>): void {
    if (movesMoney(command)) {
      if (this.#takes('payment.busy')) {
        this.#say({ kind: 'refused', code: RESULT.pleaseWait });
        return;
      }
      if (this.#takes('payment.silent')) return;
      if (this.#takes('payment.unplugged')) this.#line?.unplug();
    }
    this.#busy = true;
    this.#abortAsked = false;
    this.#say({ kind: 'acknowledged' });
    void this.#perform(command);
  }

  #takes(fault: FaultName): boolean {
    return takeFault(this.#world, fault, null) !== null;
  }

  async #perform(command: Exclude<ZvtCommand, { readonly kind: 'abort' }>): Promise<void> {
    switch (command.kind) {
      case 'register':
        if (command.currency !== EURO) return this.#tell(aborted(RESULT.wrongCurrency));
        if (command.password !== PASSWORD) return this.#tell(aborted(RESULT.notPossible));
        return this.#tell(
          completed([...field(BMP.paymentType, [0]), ...field(BMP.currency, toBcd(EURO, 2))]),
        );
      case 'status-enquiry':
        return this.#tell(completed([0xf0, 0xf0, 0xf3, 0x53, 0x49, 0x4d, RESULT.good]));
      case 'list-reservations':
        return this.#tell(this.#reservations());
      case 'repeat-receipt': {
        const last = this.#world.state.payments.at(-1);
        if (!last) return this.#tell(aborted(RESULT.notPossible));
        await this.#tell({ kind: 'result', result: resultOf(last) });
        return this.#tell(completed());
      }
      case 'end-of-day':
        return this.#tell(
          openBookings(this.#world, 'hold').length > 0 ? this.#reservations() : completed(),
        );
      default:
        return this.#move(command);
    }
  }

  async #move(command: MoneyCommand): Promise<void> {
    const outcome = await this.#attempt(command);
    if (typeof outcome === 'number') {
      await this.#tell({ kind: 'result', result: failed(outcome) });
      return this.#tell(aborted(outcome));
    }
    const booking = book(this.#world, outcome);
    if (this.#takes('payment.lost-answer')) {
      this.#busy = false;
      return;
    }
    await this.#tell({ kind: 'result', result: resultOf(booking) });
    await this.#tell({ kind: 'print', lines: [`Beleg ${booking.receipt}`] });
    return this.#tell(completed());
  }

  /** What is to be booked, or the result code that says why not. */
  async #attempt(command: MoneyCommand): Promise<Omit<PaymentBooking, 'receipt'> | number> {
    if (command.kind === 'authorise' || command.kind === 'reserve') {
      const kind = command.kind === 'reserve' ? 'hold' : 'charge';
      return (await this.#readCard()) ?? { kind, of: null, amount: command.amount };
    }
    if (this.#takes('payment.abort')) return RESULT.processingError;
    await pause(this.#clock, HOST_TIME);
    if (command.kind === 'refund') return { kind: 'release', of: null, amount: command.amount };
    const from = command.kind === 'reverse' ? 'charge' : 'hold';
    const found = openBookings(this.#world, from).find(
      ({ receipt }) => receipt === command.receipt,
    );
    if (!found) {
      return from === 'charge' ? RESULT.alreadyReversed : RESULT.preAuthorisationError;
    }
    if (command.kind === 'reverse' || command.kind === 'release') {
      return { kind: 'release', of: found.receipt, amount: found.amount };
    }
    const amount = command.kind === 'book-total' ? command.amount : found.amount - command.amount;
    if (amount > found.amount || amount < 0) return RESULT.preAuthorisationIncorrect;
    return { kind: 'capture', of: found.receipt, amount };
  }

  /** A customer and a card; a result code where nothing comes of it. */
  async #readCard(): Promise<number | null> {
    await this.#tell({ kind: 'intermediate', status: 0x0a, text: '' });
    const until = this.#clock.monotonic() + CARD_TIME;
    while (this.#clock.monotonic() < until) {
      if (this.#abortAsked) return RESULT.aborted;
      await pause(this.#clock, POLL);
    }
    if (this.#takes('payment.canceled')) return RESULT.aborted;
    if (this.#takes('payment.abort')) return RESULT.processingError;
    await this.#tell({ kind: 'intermediate', status: 0x0e, text: '' });
    await pause(this.#clock, HOST_TIME);
    return this.#takes('payment.declined') ? NOT_ENOUGH_CREDIT : null;
  }

  #reservations(): Reply {
    const receipts = openBookings(this.#world, 'hold').map(({ receipt }) => receipt);
    return { kind: 'aborted', code: RESULT.preAuthorisationError, receipts };
  }

  /** Says something and waits until the till has acknowledged it; a till that does not is not waited for. */
  #tell(reply: Reply): Promise<void> {
    const isEnd = reply.kind === 'completed' || reply.kind === 'aborted';
    return new Promise((resolve) => {
      const finish = () => {
        cancel();
        this.#onAcknowledged = null;
        if (isEnd) this.#busy = false;
        resolve();
      };
      const cancel = this.#clock.after(ACKNOWLEDGE_LIMIT, finish);
      this.#onAcknowledged = finish;
      this.#say(reply);
    });
  }
}

/** A terminal on `line` whose ledger is the world's. @returns what stops it. */
export function runSimulatedZvtTerminal(
  world: World,
  line: SerialLine,
  clock: Clock,
  options: SimulatedZvtOptions = {},
): () => void {
  return new SimulatedZvtTerminal(world, clock).connect(line, options);
}

function movesMoney(command: ZvtCommand): command is MoneyCommand {
  return [
    'authorise',
    'reserve',
    'book-total',
    'reverse-part',
    'release',
    'reverse',
    'refund',
  ].includes(command.kind);
}

const aborted = (code: number): Reply => ({ kind: 'aborted', code, receipts: null });
const completed = (data: readonly number[] = []): Reply => ({
  kind: 'completed',
  data: Uint8Array.from(data),
});

function failed(code: number): PaymentResult {
  const nothing = { amount: null, receipt: null, trace: null, cardName: '', text: '' };
  return { code, ...nothing, proof: new Uint8Array() };
}

/** Terminals give bookings of their own a receipt and a trace number each, as one was observed to (README). */
function resultOf(booking: PaymentBooking): PaymentResult {
  const trace = 1000 + booking.receipt;
  return {
    code: RESULT.good,
    amount: booking.amount,
    receipt: booking.receipt,
    trace,
    cardName: 'Simulated card',
    text: '',
    proof: Uint8Array.from([
      ...field(BMP.trace, toBcd(trace, 3)),
      ...field(BMP.paymentType, [0x60]),
      ...field(BMP.cardType, [0x06]),
    ]),
  };
}
