import {
  bankHealthSchema,
  bankOrderSchema,
  bankRoutes,
  enrolmentSchema,
  identificationSchema,
  kioskStartReplySchema,
  mainStreamDescriptionSchema,
  orderReportReplySchema,
  titleListSchema,
  type BankOrder,
  type Enrolment,
  type Identification,
  type IdentificationRequest,
  type KioskStart,
  type MainStreamDescription,
  type OrderReport,
  type ReportNumber,
} from '../../../contracts/bank-api.ts';
import type { Title } from '../../../contracts/title.ts';
import { minutes, seconds } from '../../../foundation/units.ts';
import type { BankRequest, BankTransport, KioskSigner } from './bank-transport.ts';

/** Sent at most so often, where asking twice changes nothing. */
const TRIES = 4;
/** The bank makes the whole main stream once to know its hash, a minute or more for a full disc. */
const WHOLE_STREAM_WITHIN = minutes(4);

type Asked = Pick<BankRequest, 'method' | 'target' | 'tries' | 'signal' | 'headWithin'> & {
  body?: unknown;
};

/** What anybody may ask of the bank. */
export class PublicBank {
  readonly #transport: BankTransport;

  constructor(transport: BankTransport) {
    this.#transport = transport;
  }

  /** @returns what time it is by the bank's clock, milliseconds since 1970. */
  async readTime(signal: AbortSignal): Promise<number> {
    const target = bankRoutes.health;
    // A start waits for this, and a line that swallows everything must not hold it up.
    const headWithin = seconds(5);
    const request = { method: 'GET', target, signer: null, tries: 1, headWithin, signal } as const;
    return Date.parse((await this.#transport.ask(request, bankHealthSchema)).time);
  }

  async listTitles(signal: AbortSignal): Promise<Title[]> {
    const target = bankRoutes.titles;
    const request = { method: 'GET', target, signer: null, tries: TRIES, signal } as const;
    return (await this.#transport.ask(request, titleListSchema)).titles;
  }

  /** @param path below the bank's public media route. */
  openMedia(path: string, signal: AbortSignal): Promise<Response> {
    const target = `${bankRoutes.media}${path.split('/').map(encodeURIComponent).join('/')}`;
    return this.#transport.send({ method: 'GET', target, signer: null, tries: TRIES, signal });
  }

  /** Not sent again: the code is good once. */
  enrol(code: string, publicKey: string, signal: AbortSignal): Promise<Enrolment> {
    const body = { code, publicKey };
    const target = bankRoutes.enrol;
    const request = { method: 'POST', target, body, signer: null, tries: 1, signal } as const;
    return this.#transport.ask(request, enrolmentSchema);
  }
}

/** The bank, as an enrolled kiosk sees it. Every method may throw `BANK_UNREACHABLE`, `BANK_FAILED`, `BANK_BAD_REPLY` and the bank's own codes. */
export class KioskBank {
  readonly #transport: BankTransport;
  readonly #signer: KioskSigner;

  constructor(transport: BankTransport, signer: KioskSigner) {
    this.#transport = transport;
    this.#signer = signer;
  }

  /** Not sent again: an attempt counts. */
  identify(who: IdentificationRequest, signal: AbortSignal): Promise<Identification> {
    const target = bankRoutes.identify;
    return this.#transport.ask(
      this.#signed({ method: 'POST', target, body: who, tries: 1, signal }),
      identificationSchema,
    );
  }

  putOrder(
    orderId: string,
    body: { readonly titleId: string; readonly proof: string },
    signal: AbortSignal,
  ): Promise<BankOrder> {
    const target = bankRoutes.order(orderId);
    return this.#transport.ask(
      this.#signed({ method: 'PUT', target, body, tries: TRIES, signal }),
      bankOrderSchema,
    );
  }

  getOrder(orderId: string, signal: AbortSignal): Promise<BankOrder> {
    const target = bankRoutes.order(orderId);
    return this.#transport.ask(
      this.#signed({ method: 'GET', target, tries: TRIES, signal }),
      bankOrderSchema,
    );
  }

  describeMainStream(orderId: string, signal: AbortSignal): Promise<MainStreamDescription> {
    const target = bankRoutes.mainStreamDescription(orderId);
    return this.#transport.ask(
      this.#signed({
        method: 'GET',
        target,
        tries: TRIES,
        headWithin: WHOLE_STREAM_WITHIN,
        signal,
      }),
      mainStreamDescriptionSchema,
    );
  }

  /**
   * Opens the main stream at byte `from`.
   *
   * @param validator the `ETag` of what is already there; the answer is whole (200) if the bank has another by now.
   */
  openMainStream(
    orderId: string,
    from: number,
    validator: string | null,
    signal: AbortSignal,
  ): Promise<Response> {
    const isResumed = from > 0 && validator !== null;
    const target = bankRoutes.mainStream(orderId);
    return this.#transport.send({
      ...this.#signed({
        method: 'GET',
        target,
        tries: 1,
        headWithin: WHOLE_STREAM_WITHIN,
        signal,
      }),
      headers: isResumed ? { range: `bytes=${from}-`, 'if-range': validator } : {},
    });
  }

  /**
   * Sent once: the outbox sends it again.
   *
   * @param place by it the bank tells a kiosk whose records went back: `KIOSK_STALE`.
   */
  async report(
    orderId: string,
    body: OrderReport,
    place: ReportNumber,
    signal: AbortSignal,
  ): Promise<void> {
    const target = `${bankRoutes.reports(orderId)}?epoch=${place.epoch}&number=${place.number}`;
    await this.#transport.ask(
      this.#signed({ method: 'POST', target, body, tries: 1, signal }),
      orderReportReplySchema,
    );
  }

  /** How far the records are. Asking twice changes nothing. */
  async tellStart(body: KioskStart, signal: AbortSignal): Promise<void> {
    const target = bankRoutes.starts;
    await this.#transport.ask(
      this.#signed({ method: 'POST', target, body, tries: 1, signal }),
      kioskStartReplySchema,
    );
  }

  /** From now on nothing that this kiosk signs is believed. */
  async retire(signal: AbortSignal): Promise<void> {
    const target = bankRoutes.retirements;
    const body = { kioskId: this.#signer.keyId };
    const response = await this.#transport.send(
      this.#signed({ method: 'POST', target, body, tries: TRIES, signal }),
    );
    await response.body?.cancel();
  }

  #signed(request: Asked): BankRequest {
    return { ...request, signer: this.#signer };
  }
}
