import type { KeyObject } from 'node:crypto';
import type { DeviceRecord, Devices } from '../../../db/bank/devices.ts';
import type { KioskRecord } from '../../../db/bank/kiosks.ts';
import type { Licences } from '../../../db/bank/licences.ts';
import type { OrderRecord, Orders } from '../../../db/bank/orders.ts';
import type { StickRecord, Sticks } from '../../../db/bank/sticks.ts';
import type {
  IssuedStickReply,
  KioskStickRequest,
  StickReceipts,
  StickRequest,
  StickStatus,
} from '../../contracts/stick-api.ts';
import type { DiscProof } from '../../contracts/viewer-api.ts';
import { isSignedDevice } from '../../delivery/stick/stick-device.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { admitStick } from '../../licences/stick.ts';
import { readProof } from '../identity/proof.ts';
import { viewingRefused } from '../viewing/viewing-refusals.ts';
import { type IssueParts, StickIssuer } from './issue-stick.ts';
import { settleReceipts } from './settle-receipts.ts';
import { stickBody } from './stick-bodies.ts';

export interface StickDeskParts extends IssueParts {
  readonly orders: Orders;
  readonly devices: Devices;
  readonly licences: Licences;
  readonly sticks: Sticks;
  /** Holds afterwards: the device has the disc of this order. @throws AppError as `ViewingBook.open`. */
  readonly proveDisc: (device: DeviceRecord, proof: DiscProof) => Promise<string>;
  readonly proofPublicKey: KeyObject;
  readonly clock: Clock;
}

/** Sticks: issued at home and at a kiosk, sent, and taken back. */
export class StickDesk {
  readonly #parts: StickDeskParts;
  readonly #issuer: StickIssuer;

  constructor(parts: StickDeskParts) {
    this.#parts = parts;
    this.#issuer = new StickIssuer(parts);
  }

  /**
   * For a player that shows its disc. The same request again gets the same stick, without a proof that is still good.
   *
   * @throws AppError as `ViewingBook.open`; `STICK_REFUSED`, `STICK_REQUEST_USED`, `BANK_BUSY`.
   */
  async issueAtHome(device: DeviceRecord, request: StickRequest): Promise<IssuedStickReply> {
    const { counter, proof, requestId, showings } = request;
    const standing = await this.#standing(device.deviceId, requestId, null);
    if (standing !== null) return standing;
    const order = await this.#order(await this.#parts.proveDisc(device, proof));
    const stick = await this.#issuer.issue({
      order,
      device,
      kioskId: null,
      requestId,
      showings,
      counter,
    });
    return replyOf(stick);
  }

  /**
   * For a customer at the kiosk that made the disc.
   *
   * @throws AppError `PROOF_REFUSED`, `PROOF_EXPIRED`, `ORDER_UNKNOWN`, `WRONG_USER`, `STICK_DEVICE_UNKNOWN`; what a licence
   *   refuses; `STICK_REFUSED`, `STICK_REQUEST_USED`, `BANK_BUSY`.
   */
  async issueAtKiosk(kiosk: KioskRecord, request: KioskStickRequest): Promise<IssuedStickReply> {
    const { clock, orders, proofPublicKey } = this.#parts;
    const proof = await readProof(request.proof, proofPublicKey, kiosk.kioskId);
    if (clock.now() >= proof.expires * 1000) {
      throw refuse('PROOF_EXPIRED', 'This identification is too old. Please identify again.');
    }
    const order = await orders.find(request.orderId);
    if (order?.kioskId !== kiosk.kioskId) {
      throw refuse('ORDER_UNKNOWN', 'There is no such order.');
    }
    if (order.userId !== proof.userId) throw viewingRefused('WRONG_USER', null);
    const device = await this.#deviceOf(request, order.userId);
    const { counter, requestId } = request.device;
    const standing = await this.#standing(device.deviceId, requestId, order.orderId);
    if (standing !== null) return standing;
    const { kioskId } = kiosk;
    const { showings } = request;
    return replyOf(
      await this.#issuer.issue({ order, device, kioskId, requestId, showings, counter }),
    );
  }

  /**
   * `body.age` for whoever the stick was issued to, as long as the right stands.
   *
   * @throws AppError `STICK_UNKNOWN`, `STICK_REQUEST_USED`; what a licence refuses.
   */
  async openBody(
    stickId: string,
    asker: { readonly deviceId: string } | { readonly kioskId: string },
  ): Promise<{ readonly bytes: number; readonly body: AsyncIterable<Uint8Array> }> {
    const stick = await this.#parts.sticks.find(stickId);
    const isTheirs =
      stick !== null &&
      ('kioskId' in asker ? stick.kioskId === asker.kioskId : stick.deviceId === asker.deviceId);
    if (!isTheirs) throw unknownStick();
    if (stick.state !== 'live') throw usedRequest();
    const order = await this.#order(stick.orderId);
    await this.#checkRight(stick);
    const body = stickBody(this.#parts.complements, order, stick.secret);
    return { bytes: stick.body.bytes, body };
  }

  /**
   * Takes receipts, and with them the stick if it is returned: unused showings go back to the licence.
   *
   * @throws AppError `STICK_UNKNOWN`, `RECEIPTS_REFUSED`; `STICK_ROLLED_BACK`, with which the stick is revoked.
   */
  async takeReceipts(
    device: DeviceRecord,
    stickId: string,
    posted: StickReceipts,
  ): Promise<StickStatus> {
    const { clock, sticks } = this.#parts;
    const found = await sticks.find(stickId);
    if (found?.deviceId !== device.deviceId) throw unknownStick();
    let isUnreadable = false;
    const at = timestamp(clock);
    const actor = `device ${device.deviceId}`;
    const stick = await sticks.settle(stickId, { actor, at }, (standing) => {
      const settlement = settleReceipts(standing, device, posted, at);
      isUnreadable = settlement.is === 'unreadable';
      return settlement.is === 'change' ? settlement.change : null;
    });
    if (stick === null) throw unknownStick();
    if (isUnreadable) {
      throw refuse('RECEIPTS_REFUSED', 'These are not the receipts of this stick.');
    }
    if (stick.state === 'revoked') {
      throw refuse(
        'STICK_ROLLED_BACK',
        'Older receipts were put back on this stick, or it was copied. It was revoked.',
      );
    }
    const { showings, showingsHeld, showingsUsed, state } = stick;
    return { stickId, state, showings, showingsUsed, showingsReturned: showings - showingsHeld };
  }

  /** @param orderId null: whichever it is; a player looks itself, and makes another request where it is another disc's. */
  async #standing(
    deviceId: string,
    requestId: string,
    orderId: string | null,
  ): Promise<IssuedStickReply | null> {
    const stick = await this.#parts.sticks.findByRequest(deviceId, requestId);
    if (stick === null) return null;
    const isOther = orderId !== null && stick.orderId !== orderId;
    if (stick.state !== 'live' || isOther) throw usedRequest();
    return replyOf(stick);
  }

  async #deviceOf({ device }: KioskStickRequest, userId: string): Promise<DeviceRecord> {
    const known = await this.#parts.devices.find(device.deviceId);
    const isTheirs =
      known !== null &&
      known.userId === userId &&
      known.revokedAt === null &&
      known.keys.sign === device.sign &&
      known.keys.stick.x === device.stick.x &&
      known.keys.stick.y === device.stick.y &&
      isSignedDevice(device);
    if (isTheirs) return known;
    throw refuse(
      'STICK_DEVICE_UNKNOWN',
      'This stick was not prepared by a device of this member. Prepare it at home first.',
    );
  }

  async #checkRight(stick: StickRecord): Promise<void> {
    const { clock, licences } = this.#parts;
    const facts = await licences.facts(stick.orderId);
    if (facts === null) throw unknownStick();
    const now = timestamp(clock);
    // Its showings were taken when it was issued: only whether the licence still stands is asked.
    const terms = { ...facts.terms, showings: null };
    const asked = { deviceId: stick.deviceId, showings: 1, now };
    const decision = admitStick({ ...facts, terms }, asked);
    if (decision.is === 'refused') throw viewingRefused(decision.why, decision.date);
  }

  async #order(orderId: string): Promise<OrderRecord> {
    const order = await this.#parts.orders.find(orderId);
    if (order === null) throw refuse('ORDER_UNKNOWN', 'There is no such order.');
    return order;
  }
}

function replyOf(stick: StickRecord): IssuedStickReply {
  const { body, licence, requestId, secrets, showings, stickId } = stick;
  return { stickId, requestId, licence, secrets, body, showings };
}

function unknownStick(): AppError {
  return refuse('STICK_UNKNOWN', 'There is no such stick.');
}

function usedRequest(): AppError {
  return refuse(
    'STICK_REQUEST_USED',
    'The stick of this request was returned, revoked or superseded, or is of another disc. Prepare the stick anew.',
  );
}

function refuse(code: string, message: string): AppError {
  return new AppError(code, message, { remedy: 'reject-input' });
}
