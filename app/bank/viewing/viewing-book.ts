import type { DeviceRecord, Devices } from '../../../db/bank/devices.ts';
import type { IdentificationAttempts } from '../../../db/bank/identification-attempts.ts';
import type { Viewings } from '../../../db/bank/viewings.ts';
import type {
  DiscChallenge,
  DiscProof,
  Viewing,
  ViewingRenewal,
} from '../../contracts/viewer-api.ts';
import { sealSessionKey } from '../../delivery/online/session-key.ts';
import { type Clock, instantOf, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { checkViewing } from '../../licences/viewing.ts';
import { AttemptGuard } from '../identity/attempt-guard.ts';
import { deviceRevoked } from '../identity/device-requests.ts';
import type { DiscChallenges } from './disc-challenge.ts';
import type { LicenceShelf } from './licence-shelf.ts';
import { LOOK_AHEAD_SECONDS } from './pace.ts';
import type { AdmittedViewing, ViewingAdmission } from './ports.ts';
import type { RecentOrders } from './recent-orders.ts';
import type { ViewingKeys } from './viewing-keys.ts';
import { discWords, viewingRefused } from './viewing-refusals.ts';
import { openViewingToken, sealViewingToken, type ViewingClaims } from './viewing-token.ts';

export interface ViewingBookParts {
  readonly orders: RecentOrders;
  readonly devices: Devices;
  readonly viewings: Viewings;
  readonly shelf: LicenceShelf;
  readonly challenges: DiscChallenges;
  readonly keys: ViewingKeys;
  readonly attempts: IdentificationAttempts;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Who may see what, now: opens viewings for those who hold the disc, and says of each whether it may go on. */
export class ViewingBook implements ViewingAdmission {
  readonly #parts: ViewingBookParts;
  readonly #guard: AttemptGuard;

  constructor(parts: ViewingBookParts) {
    this.#parts = parts;
    this.#guard = new AttemptGuard(parts, discWords);
  }

  /**
   * What the player must know of its disc.
   *
   * @throws AppError `WRONG_DISC` where there is no such order, `BANK_BUSY`.
   */
  async challenge(device: DeviceRecord, orderId: string): Promise<DiscChallenge> {
    const { challenges, orders } = this.#parts;
    return challenges.make(device.deviceId, await orders.get(orderId));
  }

  /**
   * Opens a viewing: the disc is there, it is the user's, and the licence admits one more. The first makes a licence active
   * whose disc a kiosk has begun, and tells that kiosk that it was handed over.
   *
   * @throws AppError `CHALLENGE_REFUSED`, `CHALLENGE_EXPIRED`, `WRONG_DISC` with `attemptsLeft`, `WRONG_DISC_LOCKED` with
   *   `until`; any other `ViewingRefusal` with `date`; `DEVICE_REVOKED`, `BANK_BUSY`.
   */
  async open(device: DeviceRecord, proof: DiscProof): Promise<Viewing> {
    const { clock, keys, orders, randomness, shelf, viewings } = this.#parts;
    const order = await orders.get(await this.proveDisc(device, proof));
    if (order.userId !== device.userId) throw viewingRefused('WRONG_USER', null);
    const viewingId = `w_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
    // Sealed before a place is taken, so that a key that nothing can be sealed to takes none.
    const sealedKey = await sealSessionKey(
      Buffer.from(device.keys.seal, 'base64url'),
      viewingId,
      keys.sessionKey(viewingId),
    );
    const { deviceId } = device;
    const { orderId } = order;
    const opened = await viewings.open({ viewingId, orderId, deviceId, now: timestamp(clock) });
    if (opened === null) throw viewingRefused('WRONG_DISC', null);
    const { decision, licence } = opened;
    if (decision.is === 'refused') throw viewingRefused(decision.why, decision.date);
    // It may have been revoked while its disc was looked at; if it is from now on, what it plays is ended there.
    await this.#endIfRevoked(viewingId, deviceId);
    return {
      viewingId,
      licence: shelf.statusOf(order, licence),
      resumes: decision.showing.is === 'resumed',
      sealedKey,
      ...this.#lease({ viewingId, orderId }, decision.leaseUntil),
      lookAheadSeconds: LOOK_AHEAD_SECONDS,
    };
  }

  /**
   * Keeps a viewing its place.
   *
   * @throws AppError as {@link admit}; `DEVICE_REVOKED`.
   */
  async renew(viewingId: string, token: string): Promise<ViewingRenewal> {
    const { clock, orders, shelf, viewings } = this.#parts;
    const { orderId } = this.checkToken(viewingId, token);
    const viewing = await viewings.find(viewingId);
    if (viewing === null) throw unknownViewing();
    await this.#endIfRevoked(viewingId, viewing.deviceId);
    const extended = await viewings.extendLease(viewingId, timestamp(clock));
    if (extended === null) throw unknownViewing();
    const { decision, licence } = extended;
    if (decision.is === 'stopped') throw viewingRefused(decision.why, decision.date);
    return {
      licence: shelf.statusOf(await orders.get(orderId), licence),
      ...this.#lease({ viewingId, orderId }, decision.leaseUntil),
    };
  }

  /** Gives its place free; does nothing where that was done. @throws AppError `VIEWING_TOKEN_REFUSED`. */
  async end(viewingId: string, token: string): Promise<void> {
    const { clock, viewings } = this.#parts;
    this.#read(viewingId, token);
    await viewings.end(viewingId, timestamp(clock));
  }

  async admit(viewingId: string, token: string): Promise<AdmittedViewing> {
    const { clock, keys, orders, viewings } = this.#parts;
    const { orderId } = this.checkToken(viewingId, token);
    const viewing = await viewings.find(viewingId);
    if (viewing === null || viewing.orderId !== orderId) throw unknownViewing();
    const stopped = checkViewing(viewing.licence, viewingId, timestamp(clock));
    if (stopped !== null) throw viewingRefused(stopped.why, stopped.date);
    return {
      viewingId,
      order: await orders.get(orderId),
      showingId: viewing.showingId ?? viewingId,
      sessionKey: keys.sessionKey(viewingId),
      deliveredTicks: viewing.deliveredTicks,
    };
  }

  async recordDelivery(
    viewingId: string,
    deliveredTicks: number,
    totalTicks: number,
  ): Promise<void> {
    const { clock, viewings } = this.#parts;
    const delivered = { ticks: deliveredTicks, totalTicks, now: timestamp(clock) };
    if ((await viewings.recordDelivery(viewingId, delivered)) === null) throw unknownViewing();
  }

  /**
   * Whether this is the token of that viewing, as its last renewal gave it or the one before. Asks nobody.
   *
   * @throws AppError `VIEWING_TOKEN_REFUSED`; `VIEWING_ENDED` where its lease is over.
   */
  checkToken(viewingId: string, token: string): ViewingClaims {
    const claims = this.#read(viewingId, token);
    if (this.#parts.clock.now() < claims.expires) return claims;
    throw viewingRefused('VIEWING_ENDED', instantOf(claims.expires));
  }

  #read(viewingId: string, token: string): ViewingClaims {
    const claims = openViewingToken(this.#parts.keys.tokens, token);
    if (claims !== null && claims.viewingId === viewingId) return claims;
    throw new AppError('VIEWING_TOKEN_REFUSED', 'This token is not of this viewing.', {
      remedy: 'reject-input',
    });
  }

  /** @throws AppError `DEVICE_REVOKED`, and the viewing has ended. */
  async #endIfRevoked(viewingId: string, deviceId: string): Promise<void> {
    const { clock, devices, viewings } = this.#parts;
    const device = await devices.find(deviceId);
    if (device === null) throw unknownViewing();
    if (device.revokedAt === null) return;
    await viewings.end(viewingId, timestamp(clock));
    throw deviceRevoked(device.revokedAt);
  }

  #lease(viewing: { readonly viewingId: string; readonly orderId: string }, leaseUntil: string) {
    const expires = Date.parse(leaseUntil);
    const token = sealViewingToken(this.#parts.keys.tokens, { ...viewing, expires });
    return { token, renewBefore: leaseUntil };
  }

  /**
   * Whether the disc that a challenge was made for is there; counted against guessing.
   *
   * @returns its order, whoever it belongs to.
   * @throws AppError `CHALLENGE_REFUSED`, `CHALLENGE_EXPIRED`, `WRONG_DISC`, `WRONG_DISC_LOCKED`, `BANK_BUSY`.
   */
  async proveDisc(device: DeviceRecord, proof: DiscProof): Promise<string> {
    const { challenges, orders } = this.#parts;
    const challenge = await challenges.take(device.deviceId, proof);
    const order = await orders.get(challenge.orderId);
    const attempt = await this.#guard.take(`disc ${device.userId} ${order.orderId}`);
    let isRight: boolean;
    try {
      isRight = await challenge.isAnsweredBy(order, proof.answer);
    } catch (error) {
      // Nobody looked at the answer: it was not a wrong one.
      await attempt.succeeded();
      throw error;
    }
    if (!isRight) throw attempt.failure;
    await attempt.succeeded();
    return order.orderId;
  }
}

function unknownViewing(): AppError {
  return new AppError('VIEWING_UNKNOWN', 'There is no such viewing.', { remedy: 'reject-input' });
}
