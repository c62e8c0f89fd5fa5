import type { AppError } from '../../app/foundation/errors.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceTimeout } from '../contract/device-errors.ts';
import type { Apdu } from './zvt-apdu.ts';
import { encodeZvtCommand, type ZvtCommand } from './zvt-commands.ts';
import { ZvtLink, type ZvtLinkOptions } from './zvt-link.ts';
import {
  acknowledgement,
  decodeZvtReply,
  refusal,
  type PaymentResult,
  type ZvtReply,
} from './zvt-replies.ts';

/** What became of a command. `unanswered`: nobody knows; the terminal may have done it, or may still do it. */
export type ZvtEnd =
  | { readonly ended: 'completed'; readonly data: Uint8Array; readonly said: Said }
  | {
      readonly ended: 'aborted';
      readonly code: number;
      readonly receipts: readonly number[] | null;
      readonly said: Said;
    }
  | { readonly ended: 'refused'; readonly code: number }
  | { readonly ended: 'unanswered'; readonly why: AppError };

/** What a terminal said on the way to the end. */
export interface Said {
  readonly result: PaymentResult | null;
  /** Lines of a receipt that the till should print. */
  readonly lines: readonly string[];
}

export interface RunOptions {
  /** From the acknowledgement to the end. Over it, the terminal is asked to abort. */
  readonly limit: Milliseconds;
  /** Aborting asks the terminal to abort (06 B0); how it ended is the terminal's word all the same. */
  readonly signal?: AbortSignal | undefined;
  readonly onPrompt?: (status: number, text: string) => void;
}

/** How long a terminal may take to acknowledge a command. */
const ACKNOWLEDGE_LIMIT = seconds(5);
/** How long it may take until a command has left, frames sent again and again included. */
const SENDING_LIMIT = seconds(20);
/** How long a terminal may take to end what it was asked to abort. */
const ABORT_LIMIT = seconds(30);
/** Commands that may be sent twice: they move no money. */
const HARMLESS: ReadonlySet<ZvtCommand['kind']> = new Set([
  'register',
  'list-reservations',
  'repeat-receipt',
  'status-enquiry',
]);

interface Running {
  acknowledged(): void;
  refused(code: number): void;
  said(reply: ZvtReply): void;
  lost(why: AppError): void;
}

/** The talk of a till with one terminal: a command, its acknowledgement, what the terminal has to say, and the end. */
export class ZvtConversation {
  readonly #link: ZvtLink;
  readonly #options: Omit<ZvtLinkOptions, 'onApdu'>;
  #running: Running | null = null;
  #broken: AppError | null = null;

  constructor(options: Omit<ZvtLinkOptions, 'onApdu'>) {
    this.#options = options;
    this.#link = new ZvtLink({
      ...options,
      onApdu: (apdu) => this.#hear(apdu),
      onBroken: (error) => {
        this.#broken = error;
        this.#running?.lost(error);
        options.onBroken(error);
      },
    });
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  /**
   * @throws AppError `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`, `DEVICE_CANCELED` where nothing was sent. From the first byte on
   * the outcome is a `ZvtEnd`.
   */
  async run(command: ZvtCommand, options: RunOptions): Promise<ZvtEnd> {
    if (this.#broken) throw this.#broken;
    if (options.signal?.aborted) throw deviceCanceled('Asking the terminal', options.signal.reason);
    const end = await new Promise<ZvtEnd>((resolve) => this.#start(command, options, resolve));
    this.#running = null;
    return end;
  }

  #start(command: ZvtCommand, options: RunOptions, resolve: (end: ZvtEnd) => void): void {
    const { clock } = this.#options;
    let result: PaymentResult | null = null;
    const lines: string[] = [];
    let stage: 'asked' | 'working' | 'aborting' | 'over' = 'asked';
    let cancelTimer = () => {};
    const within = (limit: Milliseconds, action: () => void) => {
      cancelTimer();
      cancelTimer = clock.after(limit, action);
    };
    const finish = (end: ZvtEnd) => {
      stage = 'over';
      cancelTimer();
      options.signal?.removeEventListener('abort', abort);
      resolve(end);
    };
    const giveUp = (why: AppError) => finish({ ended: 'unanswered', why });
    const tooLate = () => giveUp(deviceTimeout('The payment terminal', { command: command.kind }));
    const abort = () => {
      if (stage !== 'working') return;
      stage = 'aborting';
      within(ABORT_LIMIT, tooLate);
      this.#link.send(encodeZvtCommand({ kind: 'abort' }), 'repeat').catch(() => {
        // The limit, or the line, ends it.
      });
    };
    const working = () => {
      if (stage !== 'asked') return;
      stage = 'working';
      within(options.limit, abort);
      if (options.signal?.aborted) abort();
    };
    this.#running = {
      acknowledged: working,
      refused: (code) => {
        if (stage === 'asked') finish({ ended: 'refused', code });
      },
      lost: giveUp,
      said: (reply) => {
        // Until the command is acknowledged, this is the end of an earlier one.
        if (stage === 'asked' || stage === 'over') return;
        if (reply.kind === 'intermediate') options.onPrompt?.(reply.status, reply.text);
        else if (reply.kind === 'result') ({ result } = reply);
        else if (reply.kind === 'print') lines.push(...reply.lines);
        else if (reply.kind === 'completed') {
          finish({ ended: 'completed', data: reply.data, said: { result, lines } });
        } else if (reply.kind === 'aborted') {
          finish({
            ended: 'aborted',
            code: reply.code,
            receipts: reply.receipts,
            said: { result, lines },
          });
        }
      },
    };
    options.signal?.addEventListener('abort', abort, { once: true });
    within(SENDING_LIMIT, tooLate);
    const silence = HARMLESS.has(command.kind) ? 'repeat' : 'give-up';
    const sent = async () => {
      try {
        await this.#link.send(encodeZvtCommand(command), silence);
        if (stage === 'asked') within(ACKNOWLEDGE_LIMIT, tooLate);
      } catch (error) {
        if (stage === 'over') return;
        giveUp(isAppError(error) ? error : deviceOffline('The payment terminal', error));
      }
    };
    void sent();
  }

  #hear(apdu: Apdu): void {
    const reply = decodeZvtReply(apdu);
    if (reply.kind === 'acknowledged') this.#running?.acknowledged();
    else if (reply.kind === 'refused') this.#running?.refused(reply.code);
    else {
      const answer = reply.kind === 'other' ? refusal : acknowledgement;
      const answered = this.#link.send(answer, 'repeat').catch(() => {
        // A line that is lost ends what runs.
      });
      const isEnd = reply.kind === 'completed' || reply.kind === 'aborted';
      if (!isEnd) this.#running?.said(reply);
      else void this.#sayAfter(answered, reply);
    }
  }

  /** The end of a command counts once it has been acknowledged: only then may a next one be sent. */
  async #sayAfter(answered: Promise<void>, reply: ZvtReply): Promise<void> {
    const running = this.#running;
    await answered;
    running?.said(reply);
  }
}
