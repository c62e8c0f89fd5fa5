import { AppError } from '../../app/foundation/errors.ts';
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
  paymentTerminalErrorCodes,
  PaymentTerminalStatus,
} from './contract.ts';
import { PaymentNotes, shortPaymentMemory, type PaymentNote } from './payment-memory.ts';
import type { ZvtCommand } from './zvt-commands.ts';
import { ZvtConversation, type ZvtEnd } from './zvt-conversation.ts';
import { formatBefore, resolveNote, surveyTerminal, type Survey } from './zvt-enquiry.ts';
import type { ZvtFraming } from './zvt-framing.ts';
import { statusOf } from './zvt-status.ts';
import { promptOf, RESULT, resultText, type ZvtLanguage } from './zvt-texts.ts';
import { parseTransaction, transactionOf, type ZvtTransaction } from './zvt-transaction.ts';

export interface ZvtTerminalOptions extends DriverServices {
  /** TCP, port 20007 by custom, or a serial line: 9 600 baud and more, 8N2 by the standard. */
  readonly line: SerialLine;
  readonly framing?: ZvtFraming;
  /** ISO 4217, three letters, one of `zvtCurrencies`. */
  readonly currency: string;
  /** Of the terminal, six digits. */
  readonly password: string;
  /** Whether money is held (06 22) and taken later; without it a payment is charged at once (06 01). */
  readonly holds?: boolean;
  /** How a hold is turned into a charge; terminals know one, or both. See README. */
  readonly captureBy?: 'book-total' | 'partial-reversal';
  readonly language?: ZvtLanguage;
  readonly memory?: PaymentMemory;
  /** For a customer and a card: from the terminal's acknowledgement to its last word. */
  readonly limit?: Milliseconds;
}

/** What a ZVT terminal can do beyond the contract. */
export interface ZvtTerminal extends PaymentTerminal {
  /** What the terminal wanted printed for its last payment, line by line; cards are shortened by the terminal. */
  readonly receipt: readonly string[];
  /** Sends the day's turnover to the host. Refused while money is held. */
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
const PAYMENT_LIMIT = minutes(3);
/** For what needs no customer. A booking may ask a host. */
const COMMAND_LIMIT = seconds(60);
/** BMP 04 has twelve digits. */
const LARGEST = 999_999_999_999;

/**
 * Registers at a terminal.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`, `PAYMENT_REFUSED_COMMAND`, `PAYMENT_NOT_REMEMBERED`; the line is
 * closed then.
 */
export async function openZvtTerminal(options: ZvtTerminalOptions): Promise<ZvtTerminal> {
  const currency = CURRENCIES.get(options.currency);
  try {
    if (currency === undefined || !/^\d{6}$/.test(options.password)) {
      throw refusedCommand('The currency or the password is none that ZVT knows.', 'reject-input');
    }
    const terminal = new RegisteredZvtTerminal(options, currency);
    await terminal.register();
    return terminal;
  } catch (error) {
    await options.line.close();
    throw error;
  }
}

class RegisteredZvtTerminal implements ZvtTerminal {
  readonly capabilities: PaymentTerminalCapabilities;
  readonly #options: ZvtTerminalOptions;
  readonly #currency: number;
  readonly #conversation: ZvtConversation;
  readonly #notes: PaymentNotes;
  readonly #turn = new Turn('The payment terminal');
  readonly #status = new StatusCell<PaymentTerminalStatus>({
    health: 'starting',
    reason: 'The payment terminal is being registered.',
    prompt: '',
  });
  #receipt: readonly string[] = [];
  #closed = false;

  constructor(options: ZvtTerminalOptions, currency: number) {
    this.#options = options;
    this.#currency = currency;
    const { line, clock, tap, framing = 'tcp' } = options;
    this.capabilities = {
      model: `ZVT terminal (${framing})`,
      currency: options.currency,
      holds: options.holds ?? true,
    };
    this.#notes = new PaymentNotes(options.memory ?? shortPaymentMemory());
    this.#conversation = new ZvtConversation({
      line,
      framing,
      clock,
      tap,
      onBroken: (error) =>
        this.#status.update({ health: 'offline', reason: error.message, prompt: '' }),
    });
  }

  get status(): PaymentTerminalStatus {
    return this.#status.current;
  }

  get receipt(): readonly string[] {
    return this.#receipt;
  }

  get #sort(): ZvtTransaction['sort'] {
    return this.capabilities.holds ? 'hold' : 'charge';
  }

  onStatus(listener: (status: PaymentTerminalStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  async register(): Promise<void> {
    const { password } = this.#options;
    const currency = this.#currency;
    const end = await this.#run({ kind: 'register', password, configByte: CONFIG_BYTE, currency });
    if (end.ended === 'unanswered') throw end.why;
    if (end.ended !== 'completed') throw refusedCommand(`The terminal: ${resultText(end.code)}.`);
  }

  readStatus(options: CommandOptions = {}): Promise<PaymentTerminalStatus> {
    return this.#take('its status', options, async () => {
      const end = await this.#run({ kind: 'status-enquiry' }, options);
      if (end.ended === 'unanswered') throw end.why;
      return this.#status.update(statusOf(end));
    });
  }

  authorise(request: AuthoriseRequest, options: CommandOptions = {}): Promise<AuthoriseOutcome> {
    return this.#take('a payment', options, async () => {
      const { reference, money } = request;
      this.#assertMoney(money);
      if (this.#notes.find(reference)) {
        throw deviceSequence(
          `A payment under the reference ${reference} has been asked for before.`,
        );
      }
      const { amount } = money;
      const before = formatBefore(await this.#surveyIdle(options));
      const fresh = { reference, amount, is: 'none', transaction: null, before } as const;
      const kind = this.#sort === 'hold' ? 'reserve' : 'authorise';
      const end = await this.#runNoted(
        { ...fresh, doing: 'authorise' },
        { kind, amount, currency: this.#currency },
        options,
      );
      const outcome = outcomeOf(end, this.#sort, amount);
      if (outcome.is === 'approved') {
        const is = this.#sort === 'hold' ? 'held' : 'captured';
        this.#settle({ ...fresh, is, transaction: outcome.transaction, doing: null });
      } else if (outcome.is !== 'unknown') {
        this.#settle({ ...fresh, doing: null });
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
      const { payment, note } = this.#known(transaction);
      if (payment.sort === 'charge') {
        return note.is === 'captured' && money.amount === payment.amount ? 'captured' : 'refused';
      }
      if (note.is !== 'held' || money.amount > payment.amount) return 'refused';
      const command = captureCommand(
        this.#options.captureBy ?? 'book-total',
        payment,
        money.amount,
        this.#currency,
      );
      return this.#settlePayment(note, 'capture', command, 'captured', options);
    });
  }

  release(
    transaction: string,
    money: Money,
    options: CommandOptions = {},
  ): Promise<'released' | 'refused' | 'unknown'> {
    return this.#take('a release', options, async () => {
      this.#assertMoney(money);
      const { payment, note } = this.#known(transaction);
      const releasable = payment.sort === 'hold' ? 'held' : 'captured';
      if (note.is !== releasable || money.amount !== payment.amount) return 'refused';
      const { receipt } = payment;
      const command: ZvtCommand =
        payment.sort === 'hold'
          ? { kind: 'release', receipt, currency: this.#currency }
          : { kind: 'reverse', receipt, password: this.#options.password };
      return this.#settlePayment(note, 'release', command, 'released', options);
    });
  }

  enquire(reference: string, options: CommandOptions = {}): Promise<PaymentState> {
    return this.#take('an enquiry', options, async () => {
      const note = this.#notes.find(reference);
      if (note === null) return { is: this.#notes.isComplete ? 'none' : 'unknown' };
      if (note.doing === null && note.is !== 'held') return stateOf(note);
      const survey = await this.#survey(options);
      if (survey === 'busy') return { is: 'unknown' };
      if (note.doing === null) return this.#stillHeld(note, survey);
      const resolved = resolveNote(note, survey, this.#sort);
      if (resolved === null) return { is: 'unknown' };
      const settled = { ...note, ...resolved, doing: null };
      this.#settle(settled);
      return stateOf(settled);
    });
  }

  endOfDay(options: CommandOptions = {}): Promise<'done' | 'refused' | 'unknown'> {
    return this.#take('an end of day', options, async () => {
      const { password } = this.#options;
      const end = await this.#run({ kind: 'end-of-day', password }, options, PAYMENT_LIMIT);
      if (end.ended === 'unanswered') return 'unknown';
      return end.ended === 'completed' ? 'done' : 'refused';
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#conversation.close();
    this.#status.update({ health: 'offline', reason: 'The payment terminal is not in use.' });
  }

  #take<T>(command: string, options: CommandOptions, action: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(deviceSequence('The payment terminal is not in use.'));
    return this.#turn.take(command, () => {
      if (options.signal?.aborted) {
        throw deviceCanceled(`Asking the payment terminal for ${command}`, options.signal.reason);
      }
      return action();
    });
  }

  async #run(
    command: ZvtCommand,
    { signal }: CommandOptions = {},
    limit: Milliseconds = COMMAND_LIMIT,
  ): Promise<ZvtEnd> {
    const { language = 'en' } = this.#options;
    const end = await this.#conversation.run(command, {
      limit,
      signal,
      onPrompt: (status, text) =>
        this.#status.update({ prompt: text === '' ? promptOf(status, language) : text }),
    });
    if (end.ended !== 'unanswered')
      this.#status.update({ health: 'online', reason: '', prompt: '' });
    else if (this.status.health !== 'offline') {
      this.#status.update({ health: 'noDevice', reason: end.why.message, prompt: '' });
    }
    return end;
  }

  /** Writes down what is about to be asked, then asks it. Where it was not asked after all, nothing is left written. */
  async #runNoted(
    note: PaymentNote,
    command: ZvtCommand,
    options: CommandOptions,
  ): Promise<ZvtEnd> {
    const earlier = this.#notes.find(note.reference);
    this.#notes.put(note);
    const undo = () => {
      if (earlier === null) this.#notes.forget(note.reference);
      else this.#notes.put(earlier);
    };
    const limit = this.#options.limit ?? PAYMENT_LIMIT;
    let end: ZvtEnd;
    try {
      end = await this.#run(command, options, limit);
    } catch (error) {
      undo();
      throw error;
    }
    if (end.ended === 'refused') {
      undo();
      throw refusedCommand(`The payment terminal refuses: ${resultText(end.code)}.`, 'retry');
    }
    if ('said' in end) this.#receipt = end.said.lines;
    return end;
  }

  async #settlePayment<Done extends 'captured' | 'released'>(
    note: PaymentNote,
    doing: 'capture' | 'release',
    command: ZvtCommand,
    done: Done,
    options: CommandOptions,
  ): Promise<Done | 'refused' | 'unknown'> {
    const before = formatBefore(await this.#surveyIdle(options));
    const end = await this.#runNoted({ ...note, doing, before }, command, options);
    if (end.ended === 'unanswered') return 'unknown';
    const code = end.ended === 'completed' ? (end.said.result?.code ?? RESULT.good) : null;
    const isDone = code === RESULT.good;
    this.#settle({ ...note, is: isDone ? done : note.is, doing: null });
    return isDone ? done : 'refused';
  }

  #survey(options: CommandOptions): Promise<Survey | 'busy'> {
    const ask = (command: ZvtCommand) => this.#run(command, options);
    return surveyTerminal(ask, this.#options.password, this.capabilities.holds);
  }

  async #surveyIdle(options: CommandOptions): Promise<Survey> {
    const survey = await this.#survey(options);
    if (survey === 'busy') throw refusedCommand('The payment terminal is busy.', 'retry');
    if (options.signal?.aborted) throw deviceCanceled('Asking the terminal', options.signal.reason);
    return survey;
  }

  #stillHeld(note: PaymentNote, survey: Survey): PaymentState {
    const payment = note.transaction === null ? null : parseTransaction(note.transaction);
    const isListed =
      survey.open === 'unsupported' || (payment !== null && survey.open.includes(payment.receipt));
    return isListed ? stateOf(note) : { is: 'unknown' };
  }

  /** What is known is not lost with the memory: it is said, and may be asked for again. */
  #settle(note: PaymentNote): void {
    try {
      this.#notes.put(note);
    } catch (error) {
      this.#options.logger.warn({ error, reference: note.reference }, 'A payment is not noted.');
    }
  }

  #known(transaction: string): { readonly payment: ZvtTransaction; readonly note: PaymentNote } {
    const payment = parseTransaction(transaction);
    if (payment === null) throw refusedCommand('There is no such payment.', 'fix-the-code');
    const is = payment.sort === 'hold' ? 'held' : 'captured';
    const { amount } = payment;
    const forgotten = {
      reference: transaction,
      amount,
      is,
      transaction,
      before: '',
      doing: null,
    } as const;
    const note = this.#notes.findTransaction(transaction) ?? forgotten;
    if (note.doing !== null) {
      throw deviceSequence(
        `What became of the ${note.doing} of this payment must be enquired first.`,
      );
    }
    return { payment, note };
  }

  #assertMoney({ amount, currency }: Money): void {
    if (!Number.isInteger(amount) || amount < 1 || amount > LARGEST) {
      throw refusedCommand('This is no amount that can be paid.', 'fix-the-code');
    }
    if (currency !== this.#options.currency) {
      throw refusedCommand(
        `The payment terminal takes ${this.#options.currency} only.`,
        'fix-the-code',
      );
    }
  }
}

function captureCommand(
  by: 'book-total' | 'partial-reversal',
  { receipt, amount: held, proof }: ZvtTransaction,
  amount: number,
  currency: number,
): ZvtCommand {
  return by === 'book-total'
    ? { kind: 'book-total', receipt, amount, currency, proof }
    : { kind: 'reverse-part', receipt, amount: held - amount, currency };
}

function outcomeOf(end: ZvtEnd, sort: ZvtTransaction['sort'], amount: number): AuthoriseOutcome {
  if (end.ended === 'aborted') {
    return end.code === RESULT.aborted
      ? { is: 'canceled' }
      : { is: 'declined', reason: resultText(end.code) };
  }
  const result = end.ended === 'completed' ? end.said.result : null;
  if (result === null) return { is: 'unknown' };
  if (result.code !== RESULT.good) return { is: 'declined', reason: resultText(result.code) };
  const transaction = transactionOf(result, sort, amount);
  return transaction === null ? { is: 'unknown' } : { is: 'approved', transaction };
}

function stateOf({ is, transaction }: PaymentNote): PaymentState {
  if (is === 'none') return { is };
  return transaction === null ? { is: 'unknown' } : { is, transaction };
}

function refusedCommand(
  sentence: string,
  remedy: 'call-attendant' | 'retry' | 'fix-the-code' | 'reject-input' = 'call-attendant',
): AppError {
  const code: (typeof paymentTerminalErrorCodes)[number] = 'PAYMENT_REFUSED_COMMAND';
  return new AppError(code, sentence, { remedy });
}
