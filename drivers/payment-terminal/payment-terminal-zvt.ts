import { deviceCanceled, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions } from '../contract/device.ts';
import { Turn } from '../contract/turn.ts';
import type {
  AuthoriseOutcome,
  AuthoriseRequest,
  Money,
  PaymentState,
  PaymentTerminal,
  PaymentTerminalCapabilities,
  PaymentTerminalStatus,
} from './contract.ts';
import { assertMoney, refusedCommand } from './payment-errors.ts';
import { stateOf, type PaymentNote } from './payment-memory.ts';
import type { ZvtCommand } from './zvt-commands.ts';
import { formatBefore, isStillHeld, resolveNote } from './zvt-enquiry.ts';
import { captureCommand, outcomeOf, saysBoth, statusOf } from './zvt-outcomes.ts';
import { RESULT, resultText } from './zvt-texts.ts';
import { PAYMENT_LIMIT, ZvtTill, type ZvtTerminalOptions } from './zvt-till.ts';

/** What a ZVT terminal can do beyond the contract. */
export interface ZvtTerminal extends PaymentTerminal {
  /** What the terminal wanted printed for its last payment, line by line; cards are shortened by the terminal. */
  readonly receipt: readonly string[];
  /** Sends the day's turnover to the host. Terminals refuse it while money is held. */
  endOfDay(options?: CommandOptions): Promise<'done' | 'refused' | 'unknown'>;
}

/** ISO 4217, letters to numbers. */
const CURRENCIES: ReadonlyMap<string, number> = new Map([
  ['CHF', 756],
  ['CZK', 203],
  ['DKK', 208],
  ['EUR', 978],
  ['GBP', 826],
  ['HUF', 348],
  ['NOK', 578],
  ['PLN', 985],
  ['SEK', 752],
  ['USD', 840],
]);
/**
 * The terminal leaves receipts of payments (02) and of administration (04) to the till, sends intermediate statuses (08), and
 * starts no payment by itself (10).
 */
const CONFIG_BYTE = 0x1e;
/** BMP 04 has twelve digits. */
const LARGEST = 999_999_999_999;

/**
 * Registers at a terminal.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_TIMEOUT`, `DEVICE_PROTOCOL`, `PAYMENT_REFUSED_COMMAND`,
 * `PAYMENT_NOT_REMEMBERED`; the line is closed then.
 */
export async function openZvtTerminal(options: ZvtTerminalOptions): Promise<ZvtTerminal> {
  const { line, password } = options;
  const currency = CURRENCIES.get(options.currency);
  try {
    if (currency === undefined || !/^\d{6}$/.test(password)) {
      throw refusedCommand('The currency or the password is none that ZVT knows.', 'reject-input');
    }
    const till = new ZvtTill(options);
    const end = await till.run({ kind: 'register', password, configByte: CONFIG_BYTE, currency });
    if (end.ended === 'unanswered') throw end.why;
    if (end.ended !== 'completed') {
      throw refusedCommand(`The payment terminal cannot be registered: ${resultText(end.code)}.`);
    }
    return new RegisteredZvtTerminal(till, options, currency);
  } catch (error) {
    await line.close();
    throw error;
  }
}

class RegisteredZvtTerminal implements ZvtTerminal {
  readonly capabilities: PaymentTerminalCapabilities;
  readonly #till: ZvtTill;
  readonly #options: ZvtTerminalOptions;
  readonly #currency: number;
  readonly #turn = new Turn('The payment terminal');
  #closed = false;

  constructor(till: ZvtTill, options: ZvtTerminalOptions, currency: number) {
    this.#till = till;
    this.#options = options;
    this.#currency = currency;
    this.capabilities = {
      model: `ZVT terminal (${options.framing ?? 'tcp'})`,
      currency: options.currency,
      holds: till.sort === 'hold',
    };
  }

  get status(): PaymentTerminalStatus {
    return this.#till.status.current;
  }

  get receipt(): readonly string[] {
    return this.#till.receipt;
  }

  onStatus(listener: (status: PaymentTerminalStatus) => void): () => void {
    return this.#till.status.listen(listener);
  }

  readStatus(options: CommandOptions = {}): Promise<PaymentTerminalStatus> {
    return this.#take('its status', options, async () => {
      const end = await this.#till.run({ kind: 'status-enquiry' }, options);
      if (end.ended === 'unanswered') throw end.why;
      return this.#till.status.update(statusOf(end));
    });
  }

  authorise(request: AuthoriseRequest, options: CommandOptions = {}): Promise<AuthoriseOutcome> {
    return this.#take('a payment', options, async () => {
      const { reference, money } = request;
      const { sort } = this.#till;
      this.#assertMoney(money);
      if (this.#till.notes.find(reference)) {
        throw deviceSequence(`The payment ${reference} has been asked for before.`);
      }
      const { amount } = money;
      const before = formatBefore(await this.#till.surveyIdle(options));
      const note = { reference, amount, is: 'none', transaction: null, before } as const;
      const kind = sort === 'hold' ? 'reserve' : 'authorise';
      const command: ZvtCommand = { kind, amount, currency: this.#currency };
      const end = await this.#till.runNoted({ ...note, doing: 'authorise' }, command, options);
      const outcome = outcomeOf(end, sort, amount);
      if (outcome.is === 'approved') {
        const is = sort === 'hold' ? 'held' : 'captured';
        this.#till.settle({ ...note, is, transaction: outcome.transaction, doing: null });
      } else if (outcome.is !== 'unknown') {
        this.#till.settle({ ...note, doing: null });
      }
      return outcome;
    });
  }

  capture(
    transaction: string,
    money: Money,
    options: CommandOptions = {},
  ): Promise<'captured' | 'refused' | 'unknown'> {
    return this.#take('a capture', options, async () => {
      this.#assertMoney(money);
      const { payment, note } = this.#till.known(transaction);
      const { amount } = money;
      if (payment.sort === 'charge') {
        return note.is === 'captured' && amount === payment.amount ? 'captured' : 'refused';
      }
      if (note.is !== 'held' || amount > payment.amount) return 'refused';
      const { captureBy = 'book-total' } = this.#options;
      const command = captureCommand(captureBy, payment, amount, this.#currency);
      return this.#settle(note, 'capture', command, 'captured', options);
    });
  }

  release(
    transaction: string,
    money: Money,
    options: CommandOptions = {},
  ): Promise<'released' | 'refused' | 'unknown'> {
    return this.#take('a release', options, async () => {
      this.#assertMoney(money);
      const { payment, note } = this.#till.known(transaction);
      const { receipt, sort } = payment;
      const releasable = sort === 'hold' ? 'held' : 'captured';
      if (note.is !== releasable || money.amount !== payment.amount) return 'refused';
      const command: ZvtCommand =
        sort === 'hold'
          ? { kind: 'release', receipt, currency: this.#currency }
          : { kind: 'reverse', receipt, password: this.#options.password };
      return this.#settle(note, 'release', command, 'released', options);
    });
  }

  enquire(reference: string, options: CommandOptions = {}): Promise<PaymentState> {
    return this.#take('an enquiry', options, async () => {
      const { notes, sort } = this.#till;
      const note = notes.find(reference);
      if (note === null) return { is: notes.isComplete ? 'none' : 'unknown' };
      if (note.doing === null && note.is !== 'held') return stateOf(note);
      const survey = await this.#till.survey(options);
      if (survey === 'busy') return { is: 'unknown' };
      if (note.doing === null) {
        return isStillHeld(note, survey) ? stateOf(note) : { is: 'unknown' };
      }
      const resolved = resolveNote(note, survey, sort);
      if (resolved === null) return { is: 'unknown' };
      const settled: PaymentNote = { ...note, ...resolved, doing: null };
      this.#till.settle(settled);
      return stateOf(settled);
    });
  }

  endOfDay(options: CommandOptions = {}): Promise<'done' | 'refused' | 'unknown'> {
    return this.#take('an end of day', options, async () => {
      const { password } = this.#options;
      const end = await this.#till.run({ kind: 'end-of-day', password }, options, PAYMENT_LIMIT);
      if (end.ended === 'unanswered') return 'unknown';
      return end.ended === 'completed' ? 'done' : 'refused';
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#till.close();
    const reason = 'The payment terminal is not in use.';
    this.#till.status.update({ health: 'offline', reason, prompt: '' });
  }

  #take<T>(command: string, options: CommandOptions, action: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(deviceSequence('The payment terminal is not in use.'));
    return this.#turn.take(command, async () => {
      if (options.signal?.aborted) {
        throw deviceCanceled(`Asking the payment terminal for ${command}`, options.signal.reason);
      }
      return action();
    });
  }

  #assertMoney(money: Money): void {
    assertMoney(money, this.#options.currency, LARGEST);
  }

  async #settle<Done extends 'captured' | 'released'>(
    note: PaymentNote,
    doing: 'capture' | 'release',
    command: ZvtCommand,
    done: Done,
    options: CommandOptions,
  ): Promise<Done | 'refused' | 'unknown'> {
    const before = formatBefore(await this.#till.surveyIdle(options));
    const end = await this.#till.runNoted({ ...note, doing, before }, command, options);
    if (end.ended === 'unanswered') return 'unknown';
    if (end.ended === 'aborted' && saysBoth(end)) return 'unknown';
    // Terminals may end a reversal without a result: the completion itself is the good word.
    const code = end.ended === 'completed' ? (end.said.result?.code ?? RESULT.good) : null;
    const isDone = code === RESULT.good;
    this.#till.settle({ ...note, is: isDone ? done : note.is, doing: null });
    return isDone ? done : 'refused';
  }
}
