import { createHash } from 'node:crypto';
import type {
  AdmittedViewing,
  Complements,
  OpenComplement,
  ViewingAdmission,
} from '../../../app/bank/viewing/ports.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import type { OrderRecord } from '../../../db/bank/orders.ts';

export function orderOf(orderId: string): OrderRecord {
  return {
    orderId,
    titleId: 'some-film',
    userId: 'u_0123456789',
    distributorId: 'ACME',
    kioskId: 'k_0123456789',
    proofId: 'proof',
    seed: new Uint8Array(32),
    signingKeyId: 'key',
    createdAt: '2026-01-01T12:00:00.000Z',
    mainStream: null,
    licence: 'active',
    firstPlaybackAt: null,
  };
}

/** What a process reads of a viewing at each request, and what is written of it. Shared by the processes of a test. */
export class FakeViewings implements ViewingAdmission {
  /** Every report, in order: viewing, ticks, ticks of the title. */
  readonly reports: (readonly [string, number, number])[] = [];
  admissions = 0;
  /** Set by a test: why nothing more goes out, or what fails when a delivery is recorded. */
  refusal: AppError | null = null;
  failure: Error | null = null;
  /** Set by a test: the showing of all viewings; null: each has its own. */
  showingId: string | null = null;
  readonly #delivered = new Map<string, number>();

  async admit(viewingId: string, token: string): Promise<AdmittedViewing> {
    this.admissions += 1;
    await Promise.resolve();
    if (this.refusal !== null) throw this.refusal;
    if (token !== `token of ${viewingId}`) {
      throw new AppError('VIEWING_TOKEN_REFUSED', 'No.', { remedy: 'reject-input' });
    }
    return {
      viewingId,
      order: orderOf(`order of ${viewingId}`),
      showingId: this.showingId ?? viewingId,
      sessionKey: sessionKeyOf(viewingId),
      deliveredTicks: this.#delivered.get(viewingId) ?? 0,
    };
  }

  async recordDelivery(viewingId: string, delivered: number, total: number): Promise<void> {
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    this.reports.push([viewingId, delivered, total]);
    this.#delivered.set(viewingId, Math.max(this.#delivered.get(viewingId) ?? 0, delivered));
  }

  revoke(): void {
    this.refusal = new AppError('LICENCE_REVOKED', 'This licence was revoked.', {
      remedy: 'reject-input',
      context: { date: '2026-01-01T12:00:00.000Z' },
    });
  }
}

export function sessionKeyOf(viewingId: string): Uint8Array {
  return createHash('sha256').update(viewingId).digest();
}

/** Half a second. */
export const BLOCK_TICKS = 45_000;

/** Complements whose blocks say which they are, in bytes that could be anything. `open` counts those not closed yet. */
export class FakeComplements implements Pick<Complements, 'openComplement'> {
  readonly blocks: number;
  open = 0;
  opened = 0;
  /** Called before a block is computed. */
  onBlock: (number: number) => void = () => {};

  constructor(blocks: number) {
    this.blocks = blocks;
  }

  async openComplement(order: OrderRecord): Promise<OpenComplement> {
    await Promise.resolve();
    this.open += 1;
    this.opened += 1;
    return {
      blocks: this.blocks,
      ticks: () => BLOCK_TICKS,
      totalTicks: this.blocks * BLOCK_TICKS,
      head: () => headOf(order.orderId),
      block: (number) => {
        this.onBlock(number);
        return payloadOf(order.orderId, number);
      },
      close: () => {
        this.open -= 1;
      },
    };
  }
}

export function headOf(orderId: string): Uint8Array {
  return Buffer.from(`the head of ${orderId}`);
}

/** 64 bytes. */
export function payloadOf(orderId: string, number: number): Uint8Array {
  return createHash('sha512').update(`${orderId} ${number}`).digest();
}
