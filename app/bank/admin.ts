import type { DeviceRecord } from '../../db/bank/devices.ts';
import type { Distributors } from '../../db/bank/distributors.ts';
import type { Kiosks } from '../../db/bank/kiosks.ts';
import type { OrderReports } from '../../db/bank/order-reports.ts';
import type { OrderRecord, Orders } from '../../db/bank/orders.ts';
import type { UserRecord, Users } from '../../db/bank/users.ts';
import type { BankOrder, OrderReport } from '../contracts/bank-api.ts';
import { distributorIdSchema } from '../contracts/identifiers.ts';
import { identificationRequestSchema } from '../contracts/bank-api.ts';
import { activationRequestSchema } from '../contracts/viewer-api.ts';
import { type Clock, timestamp } from '../foundation/clock.ts';
import { AppError } from '../foundation/errors.ts';
import type { Randomness } from '../foundation/randomness.ts';
import type { DeviceDesk } from './identity/device-desk.ts';
import type { KioskDesk, SeenKiosk } from './identity/kiosk-desk.ts';
import type { EnrolmentDesk } from './identity/enrolment.ts';
import { cardHash, type Pepper } from './identity/identity-keys.ts';
import type { Passwords } from './identity/passwords.ts';
import { hashSecret } from './identity/secret-hash.ts';
import { publicOrder } from './orders/order-book.ts';
import type { Films } from './orders/ports.ts';

/** An order with what was reported of it. */
export interface ReportedOrder extends BankOrder {
  readonly reports: readonly OrderReport[];
}

/** A viewer's equipment, without its keys. */
export type ViewerDevice = Omit<DeviceRecord, 'keys'>;

/** What the operators of a bank may do. None of it can be reached over the network. */
export interface BankAdmin {
  /** Does nothing where the distributor is known. */
  addDistributor(distributor: {
    readonly distributorId: string;
    readonly name: string;
  }): Promise<void>;
  /**
   * Does nothing where the member number is known: the PIN stays the customer's.
   *
   * @returns the user's opaque id.
   * @throws AppError `USER_CARD_TAKEN` where the card is another member's, `USER_INVALID`.
   */
  addUser(user: {
    readonly member: string;
    readonly card: string;
    readonly pin: string;
  }): Promise<string>;
  /**
   * Gives a member a password for watching at home, the first or another. Sessions that began with another end.
   *
   * @throws AppError `USER_UNKNOWN`, `PASSWORD_INVALID`.
   */
  setPassword(member: string, password: string): Promise<void>;
  /**
   * The same for who has none yet: the password stays the viewer's.
   *
   * @returns whether it was set.
   * @throws AppError as {@link setPassword}.
   */
  setFirstPassword(member: string, password: string): Promise<boolean>;
  /** Oldest first, revoked ones too. @throws AppError `USER_UNKNOWN`. */
  devicesOf(member: string): Promise<readonly ViewerDevice[]>;
  /**
   * Ends the sessions of a device, and what it plays, at once.
   *
   * @returns `false` where there is no such device, or it was revoked before.
   */
  revokeDevice(deviceId: string): Promise<boolean>;
  /** A one-time code, good for an hour. @throws AppError `DISTRIBUTOR_UNKNOWN`. */
  issueEnrolmentCode(kiosk: {
    readonly distributorId: string;
    readonly kioskName: string;
  }): Promise<string>;
  /** In the order in which they enrolled, with how far the bank has seen the records of each. */
  kiosks(): Promise<readonly SeenKiosk[]>;
  /** From now on nothing that a kiosk signs is believed. @returns `false` where it was not believed before. @throws AppError `KIOSK_UNKNOWN`. */
  revokeKiosk(kioskId: string): Promise<boolean>;
  /** Writes the smaller leaf of an order to a file. @throws AppError `ORDER_UNKNOWN`. */
  writeComplement(orderId: string, path: string): Promise<void>;
  /** Oldest first. */
  ordersOfUser(userId: string): Promise<readonly BankOrder[]>;
  order(orderId: string): Promise<ReportedOrder | null>;
}

export interface AdminParts {
  readonly distributors: Distributors;
  readonly users: Users;
  readonly orders: Orders;
  readonly reports: OrderReports;
  readonly desk: EnrolmentDesk;
  readonly deviceDesk: DeviceDesk;
  readonly kiosks: Kiosks;
  readonly kioskDesk: KioskDesk;
  readonly passwords: Passwords;
  readonly films: Films;
  readonly pepper: Pepper;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

export function createAdmin(parts: AdminParts): BankAdmin {
  const { distributors, users, orders, reports, desk, films, pepper, clock, randomness } = parts;

  async function addUser(user: { member: string; card: string; pin: string }): Promise<string> {
    const { member, card, pin } = user;
    const isUsable =
      identificationRequestSchema.safeParse({ by: 'member', member, pin }).success &&
      identificationRequestSchema.safeParse({ by: 'card', card, pin }).success;
    if (!isUsable) throw refuse('USER_INVALID', 'A member has 6 figures, a PIN 4 to 8.');
    const known = await users.findByMember(member);
    if (known !== null) return known.userId;
    const userId = `u_${Buffer.from(randomness.bytes(15)).toString('base64url')}`;
    const added = await users.add({
      userId,
      member,
      cardHash: cardHash(pepper, card),
      pinHash: await hashSecret(pepper, pin),
      createdAt: timestamp(clock),
    });
    if (added) return userId;
    const meanwhile = await users.findByMember(member);
    if (meanwhile !== null) return meanwhile.userId;
    throw refuse('USER_CARD_TAKEN', 'This card is another member’s.');
  }

  async function getUser(member: string): Promise<UserRecord> {
    const user = await users.findByMember(member);
    if (user === null) throw refuse('USER_UNKNOWN', 'There is no such member.');
    return user;
  }

  async function getOrder(orderId: string): Promise<OrderRecord> {
    const order = await orders.find(orderId);
    if (order === null) throw refuse('ORDER_UNKNOWN', 'There is no such order.');
    return order;
  }

  return {
    async addDistributor({ distributorId, name }) {
      if (!distributorIdSchema.safeParse(distributorId).success) {
        throw refuse('DISTRIBUTOR_INVALID', 'A distributor id has 2 to 8 capitals and figures.');
      }
      const key = randomness.bytes(32);
      await distributors.add({ distributorId, name, key, createdAt: timestamp(clock) });
    },
    addUser,
    async setPassword(member, password) {
      checkPassword(password);
      await parts.passwords.replace((await getUser(member)).userId, password);
    },
    async setFirstPassword(member, password) {
      checkPassword(password);
      const { userId } = await getUser(member);
      if ((await parts.passwords.setAt(userId)) !== null) return false;
      return parts.passwords.setFirst(userId, password);
    },
    async devicesOf(member) {
      const devices = await parts.deviceDesk.ofUser((await getUser(member)).userId);
      return devices.map(withoutKeys);
    },
    revokeDevice: (deviceId) => parts.deviceDesk.revoke(deviceId),
    issueEnrolmentCode: ({ distributorId, kioskName }) => desk.issueCode(distributorId, kioskName),
    kiosks: async () => parts.kioskDesk.list(await parts.kiosks.list()),
    async revokeKiosk(kioskId) {
      if ((await parts.kiosks.find(kioskId)) === null) {
        throw refuse('KIOSK_UNKNOWN', 'There is no such kiosk.');
      }
      return parts.kioskDesk.revoke(kioskId);
    },
    async writeComplement(orderId, path) {
      await films.writeComplement(await getOrder(orderId), path);
    },
    async ordersOfUser(userId) {
      return (await orders.ofUser(userId)).map(publicOrder);
    },
    async order(orderId) {
      const order = await orders.find(orderId);
      if (order === null) return null;
      return { ...publicOrder(order), reports: await reports.ofOrder(orderId) };
    },
  };
}

function checkPassword(password: string): void {
  if (activationRequestSchema.shape.password.safeParse(password).success) return;
  throw refuse('PASSWORD_INVALID', 'A password has 8 to 128 characters.');
}

function withoutKeys({
  deviceId,
  enrolledAt,
  name,
  revokedAt,
  userId,
}: DeviceRecord): ViewerDevice {
  return { deviceId, userId, name, enrolledAt, revokedAt };
}

function refuse(code: string, message: string): AppError {
  return new AppError(code, message, { remedy: 'reject-input' });
}
