import { minutes, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { PaymentMemory, PaymentTerminalStatus } from './contract.ts';
import { refusedCommand } from './payment-errors.ts';
import { PaymentNotes, shortPaymentMemory, type PaymentNote } from './payment-memory.ts';
import type { ZvtCommand } from './zvt-commands.ts';
import { ZvtConversation, type ZvtEnd } from './zvt-conversation.ts';
import { surveyTerminal, type Survey } from './zvt-enquiry.ts';
import type { ZvtFraming } from './zvt-framing.ts';
import { promptOf, resultText, type ZvtLanguage } from './zvt-texts.ts';
import { parseTransaction, type ZvtTransaction } from './zvt-transaction.ts';

export interface ZvtTerminalOptions extends DriverServices {
  /** TCP, port 20007 by custom, or a serial line: 9 600 baud, 8N2 by the standard. */
  readonly line: SerialLine;
  readonly framing?: ZvtFraming;
  /** ISO 4217, three letters. */
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

export const PAYMENT_LIMIT = minutes(3);
/** For what needs no customer. A booking may ask a host. */
const COMMAND_LIMIT = seconds(60);

/** A till at one ZVT terminal: what it asks, what it has written down, and how the terminal is. */
export class ZvtTill {
  readonly status = new StatusCell<PaymentTerminalStatus>({
    health: 'starting',
    reason: 'The payment terminal is being registered.',
    prompt: '',
  });
  readonly notes: PaymentNotes;
  readonly sort: ZvtTransaction['sort'];
  /** Lines that the terminal wanted printed for its last payment. */
  receipt: readonly string[] = [];
  readonly #options: ZvtTerminalOptions;
  readonly #conversation: ZvtConversation;

  constructor(options: ZvtTerminalOptions) {
    this.#options = options;
    this.sort = (options.holds ?? true) ? 'hold' : 'charge';
    const { line, clock, tap, framing = 'tcp' } = options;
    this.notes = new PaymentNotes(options.memory ?? shortPaymentMemory());
    this.#conversation = new ZvtConversation({
      line,
      framing,
      clock,
      tap,
      onBroken: (error) =>
        this.status.update({ health: 'offline', reason: error.message, prompt: '' }),
    });
  }

  close(): Promise<void> {
    return this.#conversation.close();
  }

  /** @throws as `ZvtConversation.run`: then nothing was sent. */
  async run(
    command: ZvtCommand,
    { signal }: CommandOptions = {},
    limit: Milliseconds = COMMAND_LIMIT,
  ): Promise<ZvtEnd> {
    const { language = 'en' } = this.#options;
    const end = await this.#conversation.run(command, {
      limit,
      signal,
      onPrompt: (status, text) =>
        this.status.update({ prompt: text === '' ? promptOf(status, language) : text }),
    });
    if (end.ended !== 'unanswered') {
      this.status.update({ health: 'online', reason: '', prompt: '' });
    } else if (this.status.current.health !== 'offline') {
      this.status.update({ health: 'noDevice', reason: end.why.message, prompt: '' });
    }
    return end;
  }

  /**
   * Writes down what is about to be asked, then asks it. Where it was not asked after all, nothing is left written.
   *
   * @throws AppError `PAYMENT_REFUSED_COMMAND`, `PAYMENT_NOT_REMEMBERED`, and as `run`.
   */
  async runNoted(
    note: PaymentNote,
    command: ZvtCommand,
    options: CommandOptions,
  ): Promise<Exclude<ZvtEnd, { readonly ended: 'refused' }>> {
    const earlier = this.notes.find(note.reference);
    this.notes.put(note);
    const undo = () => {
      if (earlier === null) this.notes.forget(note.reference);
      else this.notes.put(earlier);
    };
    let end: ZvtEnd;
    try {
      end = await this.run(command, options, this.#options.limit ?? PAYMENT_LIMIT);
    } catch (error) {
      undo();
      throw error;
    }
    if (end.ended === 'refused') {
      undo();
      throw refusedCommand(`The payment terminal refuses: ${resultText(end.code)}.`, 'retry');
    }
    if (end.ended !== 'unanswered') this.receipt = end.said.lines;
    return end;
  }

  /** What the terminal knows of the past. @throws what an unanswered question says. */
  survey(options: CommandOptions): Promise<Survey | 'busy'> {
    const ask = (command: ZvtCommand) => this.run(command, options);
    return surveyTerminal(ask, this.#options.password, this.sort === 'hold');
  }

  /** @throws AppError `PAYMENT_REFUSED_COMMAND` while the terminal does something else, and as `survey`. */
  async surveyIdle(options: CommandOptions): Promise<Survey> {
    const survey = await this.survey(options);
    if (survey === 'busy') throw refusedCommand('The payment terminal is busy.', 'retry');
    if (options.signal?.aborted) throw deviceCanceled('Asking the terminal', options.signal.reason);
    return survey;
  }

  /** Writes down what is known. It is not lost with the memory: it is said, and can be asked for again. */
  settle(note: PaymentNote): void {
    try {
      this.notes.put(note);
    } catch (error) {
      this.#options.logger.warn({ error, reference: note.reference }, 'A payment is not noted.');
    }
  }

  /**
   * The payment behind a terminal's word, and what is known of it.
   *
   * @throws AppError `PAYMENT_REFUSED_COMMAND`; `DEVICE_SEQUENCE` while an outcome is open.
   */
  known(transaction: string): { readonly payment: ZvtTransaction; readonly note: PaymentNote } {
    const payment = parseTransaction(transaction);
    if (payment === null) throw refusedCommand('There is no such payment.', 'fix-the-code');
    const note = this.notes.findTransaction(transaction) ?? {
      reference: transaction,
      amount: payment.amount,
      is: payment.sort === 'hold' ? 'held' : 'captured',
      transaction,
      before: '',
      doing: null,
    };
    if (note.doing !== null) {
      throw deviceSequence(
        `What became of the ${note.doing} of this payment must be enquired first.`,
      );
    }
    return { payment, note };
  }
}
