import { minutes, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type {
  AuthoriseOutcome,
  AuthoriseRequest,
  Money,
  PaymentMemory,
  PaymentState,
  PaymentTerminal,
  PaymentTerminalCapabilities,
  PaymentTerminalStatus,
} from './contract.ts';
import type { MdbState } from './mdb-codec.ts';
import { requestMdbPayment, type MdbOutcome } from './mdb-request.ts';
import { readMdbState, startMdbMaster, stateOrError } from './mdb-start.ts';
import { MdbTalk } from './mdb-talk.ts';
import { assertMoney, refusedCommand } from './payment-errors.ts';
import { PaymentNotes, shortPaymentMemory, stateOf, type PaymentNote } from './payment-memory.ts';

export interface MdbTerminalOptions extends DriverServices {
  /** 115 200 baud, 8N1. */
  readonly line: SerialLine;
  /** What the reader counts in, ISO 4217: one with two decimals. */
  readonly currency: string;
  readonly memory?: PaymentMemory;
  /** For a customer and a card. */
  readonly limit?: Milliseconds;
  /** What the customer is asked to do while the reader waits for a card. */
  readonly prompt?: string;
}

const PAYMENT_LIMIT = minutes(3);
/** Until the reader has ended a session. */
const READER_LIMIT = seconds(10);
/** MDB prices have 16 bits; of hundredths. */
const LARGEST = 65_535;
/** There is one product: a disc. */
const PRODUCT = 1;

/**
 * Opens a card reader behind an MDB interface.
 *
 * @throws AppError `DEVICE_OFFLINE`, `PAYMENT_REFUSED_COMMAND`, `PAYMENT_NOT_REMEMBERED`; the line is closed then.
 */
export async function openMdbTerminal(options: MdbTerminalOptions): Promise<PaymentTerminal> {
  const { line, memory = shortPaymentMemory() } = options;
  const status = new StatusCell<PaymentTerminalStatus>({
    health: 'starting',
    reason: '',
    prompt: '',
  });
  const onLost = () =>
    status.update({ health: 'offline', reason: 'The MDB interface does not answer.', prompt: '' });
  try {
    const notes = new PaymentNotes(memory);
    const talk = new MdbTalk(line, options, onLost);
    const version = await startMdbMaster(talk);
    status.update({ health: 'online', reason: '' });
    return new MdbTerminal(options, talk, notes, status, version);
  } catch (error) {
    await line.close();
    throw error;
  }
}

class MdbTerminal implements PaymentTerminal {
  readonly capabilities: PaymentTerminalCapabilities;
  readonly #options: MdbTerminalOptions;
  readonly #talk: MdbTalk;
  readonly #notes: PaymentNotes;
  readonly #status: StatusCell<PaymentTerminalStatus>;
  readonly #turn = new Turn('The card reader');
  #closed = false;

  constructor(
    options: MdbTerminalOptions,
    talk: MdbTalk,
    notes: PaymentNotes,
    status: StatusCell<PaymentTerminalStatus>,
    version: string,
  ) {
    this.#options = options;
    this.#talk = talk;
    this.#notes = notes;
    this.#status = status;
    this.capabilities = {
      model: `MDB reader, interface ${version}`,
      currency: options.currency,
      holds: true,
    };
  }

  get status(): PaymentTerminalStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: PaymentTerminalStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  readStatus(options: CommandOptions = {}): Promise<PaymentTerminalStatus> {
    return this.#take('its status', options, async () => {
      await this.#readState();
      return this.status;
    });
  }

  authorise(request: AuthoriseRequest, options: CommandOptions = {}): Promise<AuthoriseOutcome> {
    return this.#take('a payment', options, async () => {
      const { reference, money } = request;
      assertMoney(money, this.#options.currency, LARGEST);
      if (this.#notes.find(reference)) {
        throw deviceSequence(`The payment ${reference} has been asked for before.`);
      }
      await this.#assertIdle();
      if (options.signal?.aborted) throw deviceCanceled('Asking the card reader');
      const { amount } = money;
      const note: PaymentNote = {
        reference,
        amount,
        is: 'none',
        transaction: `mdb:${reference}`,
        doing: 'authorise',
        before: String(1 + Math.max(0, ...this.#notes.all.map(sessionOf))),
      };
      this.#notes.put(note);
      const {
        clock,
        limit = PAYMENT_LIMIT,
        prompt = 'Please pay at the card reader',
      } = this.#options;
      const outcome = await requestMdbPayment(this.#talk, {
        amount,
        product: PRODUCT,
        clock,
        limit,
        signal: options.signal,
        onVend: () => this.#status.update({ prompt }),
      });
      this.#status.update({ prompt: '' });
      return this.#conclude(note, outcome);
    });
  }

  capture(
    transaction: string,
    money: Money,
    options: CommandOptions = {},
  ): Promise<'captured' | 'refused' | 'unknown'> {
    return this.#take('a capture', options, () =>
      this.#endSession(transaction, money, { doing: 'capture', kind: 'end', done: 'captured' }),
    );
  }

  release(
    transaction: string,
    money: Money,
    options: CommandOptions = {},
  ): Promise<'released' | 'refused' | 'unknown'> {
    return this.#take('a release', options, () =>
      this.#endSession(transaction, money, { doing: 'release', kind: 'revert', done: 'released' }),
    );
  }

  enquire(reference: string, options: CommandOptions = {}): Promise<PaymentState> {
    return this.#take('an enquiry', options, async () => {
      const note = this.#notes.find(reference);
      if (note === null) return { is: this.#notes.isComplete ? 'none' : 'unknown' };
      if (note.doing === null && note.is !== 'held') return stateOf(note);
      const state = await this.#readState();
      // An interface remembers its open session only. Of one that is over it cannot say how it ended.
      if (state === 'error' || state.is === 'vend' || state.is === 'idle') return { is: 'unknown' };
      if (state.is === 'approved' && state.amount === note.amount && this.#isLatest(note)) {
        return this.#settle({ ...note, is: 'held', doing: null });
      }
      if (state.is === 'denied' && note.doing === 'authorise' && this.#isLatest(note)) {
        return this.#settle({ ...note, is: 'none', doing: null });
      }
      return { is: 'unknown' };
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#talk.close();
    this.#status.update({
      health: 'offline',
      reason: 'The card reader is not in use.',
      prompt: '',
    });
  }

  #take<T>(command: string, options: CommandOptions, action: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(deviceSequence('The card reader is not in use.'));
    return this.#turn.take(command, async () => {
      if (options.signal?.aborted) {
        throw deviceCanceled(`Asking the card reader for ${command}`, options.signal.reason);
      }
      return action();
    });
  }

  async #readState(): Promise<MdbState | 'error'> {
    if (this.#talk.broken) throw this.#talk.broken;
    try {
      const state = await readMdbState(this.#talk);
      this.#status.update({ health: 'online', reason: '' });
      return state;
    } catch (error) {
      this.#doubt();
      throw error;
    }
  }

  /** The one session that a reader can have open is that of the payment that was asked for last. */
  #isLatest(note: PaymentNote): boolean {
    return this.#notes.all.every((other) => sessionOf(other) <= sessionOf(note));
  }

  async #assertIdle(): Promise<void> {
    const state = await this.#readState();
    if (state === 'error' || state.is !== 'idle') {
      throw refusedCommand('The card reader has an earlier payment open.', 'call-attendant');
    }
  }

  /** Nobody knows what the reader does, as long as the line is there. */
  #doubt(): void {
    if (this.#talk.broken) return;
    this.#status.update({
      health: 'noDevice',
      reason: 'The MDB interface does not answer.',
      prompt: '',
    });
  }

  async #conclude(note: PaymentNote, outcome: MdbOutcome): Promise<AuthoriseOutcome> {
    if (outcome === 'refused') {
      this.#notes.forget(note.reference);
      throw refusedCommand('The card reader refuses the payment now.', 'retry');
    }
    if (outcome === 'unknown') {
      this.#doubt();
      return { is: 'unknown' };
    }
    if (outcome === 'canceled') {
      this.#settle({ ...note, doing: null });
      return { is: 'canceled' };
    }
    if (outcome.is === 'approved') return this.#accept(note, outcome.amount);
    this.#settle({ ...note, doing: null });
    return { is: 'declined', reason: 'declined, or canceled at the card reader' };
  }

  /** What was approved is what was asked for, or it is given back. */
  async #accept(note: PaymentNote, amount: number | null): Promise<AuthoriseOutcome> {
    const { transaction } = note;
    if (amount === note.amount && transaction !== null) {
      this.#settle({ ...note, is: 'held', doing: null });
      return { is: 'approved', transaction };
    }
    const end = await this.#awaitIdle('revert');
    if (end !== 'done') return { is: 'unknown' };
    this.#settle({ ...note, is: 'released', doing: null });
    return { is: 'declined', reason: 'the card reader approved another amount' };
  }

  async #endSession<Done extends 'captured' | 'released'>(
    transaction: string,
    money: Money,
    how: {
      readonly doing: 'capture' | 'release';
      readonly kind: 'end' | 'revert';
      readonly done: Done;
    },
  ): Promise<Done | 'refused' | 'unknown'> {
    assertMoney(money, this.#options.currency, LARGEST);
    const note = this.#notes.findTransaction(transaction);
    if (note === null) throw refusedCommand('There is no such payment.', 'fix-the-code');
    if (note.doing !== null) {
      throw deviceSequence(
        `What became of the ${note.doing} of this payment must be enquired first.`,
      );
    }
    if (note.is !== 'held' || money.amount !== note.amount) return 'refused';
    const state = await this.#readState();
    if (state === 'error' || state.is !== 'approved' || !this.#isLatest(note)) return 'refused';
    this.#notes.put({ ...note, doing: how.doing });
    const end = await this.#awaitIdle(how.kind);
    if (end === 'unknown') return 'unknown';
    this.#settle({ ...note, is: end === 'done' ? how.done : note.is, doing: null });
    return end === 'done' ? how.done : 'refused';
  }

  /** Ends the session one way or the other. */
  async #awaitIdle(kind: 'end' | 'revert'): Promise<'done' | 'refused' | 'unknown'> {
    const end = await this.#talk.ask({ kind }, READER_LIMIT, (reply) => {
      const state = stateOrError(reply);
      return state === 'error' || state?.is === 'idle' ? state : null;
    });
    if (end === 'error') return 'refused';
    if (end !== 'silence' && end !== 'lost') return 'done';
    this.#doubt();
    return 'unknown';
  }

  /** What is known is said, even where it cannot be written down: it can be asked for again. */
  #settle(note: PaymentNote): PaymentState {
    try {
      this.#notes.put(note);
    } catch (error) {
      this.#options.logger.warn({ error, reference: note.reference }, 'A payment is not noted.');
    }
    return stateOf(note);
  }
}

/** Counts the sessions that were asked for; 0 for what another driver has noted. */
function sessionOf({ before }: PaymentNote): number {
  return /^\d+$/.test(before) ? Number(before) : 0;
}
