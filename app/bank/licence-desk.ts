import { existsSync } from 'node:fs';
import { openBankDatabase } from '../../db/bank/database.ts';
import { Devices } from '../../db/bank/devices.ts';
import type { LicenceEventRecord } from '../../db/bank/licence-events.ts';
import { Licences, type LicenceSummary } from '../../db/bank/licences.ts';
import { type OrderRecord, Orders } from '../../db/bank/orders.ts';
import { type LicenceStatus, type LicenceTerms, licenceTermsSchema } from '../contracts/licence.ts';
import { type Clock, timestamp } from '../foundation/clock.ts';
import { AppError } from '../foundation/errors.ts';
import { licenceStatus } from '../licences/licence-status.ts';
import { hasEnded } from '../licences/licence.ts';
import { licenceRules } from '../licences/rules.ts';
import { flawOfTerms } from '../licences/terms.ts';
import { isLive, type LicenceFacts, licenceTime } from '../licences/viewing.ts';
import { dataFolderAt } from './data-folder.ts';
import { changesOfTerms } from './licence-terms-changes.ts';

export type { LicenceEventRecord } from '../../db/bank/licence-events.ts';
export type { LicenceSummary } from '../../db/bank/licences.ts';

/** Everything that a bank knows of one licence, but no key and no secret. */
export interface LicenceAccount {
  readonly licence: Omit<LicenceStatus, 'titleName'>;
  readonly firstPlaybackAt: string | null;
  readonly showings: LicenceFacts['showings'];
  /** Who plays now. */
  readonly playing: readonly {
    readonly device: string;
    readonly since: string;
    readonly placeUntil: string;
  }[];
  /** Names of the devices that were ever used, the first one first. */
  readonly devices: readonly { readonly deviceId: string; readonly name: string }[];
  readonly events: readonly LicenceEventRecord[];
}

/**
 * What operators do with licences, at the machine of the bank, which may run meanwhile. An order is named by its identifier or
 * by its code, `K7F3-92QD`.
 *
 * Every method throws AppError `ORDER_UNKNOWN`, or `ORDER_CODE_SHARED` where a code is that of more than one.
 */
export interface LicenceDesk {
  /** Oldest first. @param member of one member only. */
  list(member: string | null): Promise<readonly LicenceSummary[]>;
  show(order: string): Promise<LicenceAccount>;
  /** @throws AppError `LICENCE_ENDED` where it has ended in another way. */
  end(order: string, how: 'revoke' | 'return', reason: string): Promise<LicenceAccount>;
  /** Never possible. @throws AppError `LICENCE_ENDED`, or `LICENCE_NOT_ENDED` where there is nothing to restore. */
  restore(order: string): Promise<never>;
  /** @throws AppError `LICENCE_ENDED`, `TERMS_INVALID`. */
  setTerms(
    order: string,
    changes: Partial<LicenceTerms>,
    reason: string | null,
  ): Promise<LicenceAccount>;
  close(): Promise<void>;
}

const ACTOR = 'operator';

/** @throws AppError `BANK_NOT_HERE` where no bank keeps its records in this folder; `BANK_DATABASE_NEWER`. */
export async function openLicenceDesk(folder: string, clock: Clock): Promise<LicenceDesk> {
  const path = dataFolderAt(folder).database;
  if (!existsSync(path)) {
    throw new AppError('BANK_NOT_HERE', 'No bank keeps its records in this folder.', {
      remedy: 'reject-input',
      context: { folder },
    });
  }
  const database = await openBankDatabase(path, clock);
  const licences = new Licences(database, licenceRules);
  // So that a licence which has ended is nowhere told as one that has not, and gets no other terms.
  await licences.expireEnded(timestamp(clock));
  const orders = new Orders(database);
  const devices = new Devices(database);

  async function find(name: string): Promise<{ order: OrderRecord; facts: LicenceFacts }> {
    const prefix = name.toUpperCase().replaceAll('-', '');
    const isName = prefix.length === 8 || prefix.length === 20;
    const [order, ...others] = isName ? await orders.beginningWith(prefix) : [];
    if (order === undefined) throw refuse('ORDER_UNKNOWN', 'There is no such order.');
    if (others.length > 0) {
      throw refuse('ORDER_CODE_SHARED', 'More than one order has this code: name one in full.', {
        orders: [order, ...others].map(({ orderId }) => orderId),
      });
    }
    const facts = await licences.facts(order.orderId);
    if (facts === null) throw refuse('ORDER_UNKNOWN', 'There is no licence of this order.');
    return { order, facts };
  }

  async function show(name: string): Promise<LicenceAccount> {
    const { facts, order } = await find(name);
    const { orderId, titleId, userId } = order;
    const owned = await devices.ofUser(userId);
    const nameOf = (deviceId: string) =>
      owned.find((device) => device.deviceId === deviceId)?.name ?? deviceId;
    const now = timestamp(clock);
    const { titleName: _, ...licence } = licenceStatus(
      facts,
      { orderId, titleId, titleName: titleId },
      now,
    );
    const at = licenceTime(facts, now);
    return {
      licence,
      firstPlaybackAt: facts.firstPlaybackAt,
      showings: facts.showings,
      playing: facts.viewings
        .filter((viewing) => !hasEnded(licence.state) && isLive(viewing, at))
        .map((viewing) => ({
          device: nameOf(viewing.deviceId),
          since: viewing.openedAt,
          placeUntil: viewing.leaseUntil,
        })),
      devices: facts.devices.map((deviceId) => ({ deviceId, name: nameOf(deviceId) })),
      events: await licences.events(orderId),
    };
  }

  const change = (facts: LicenceFacts, detail: string | null) => ({
    actor: ACTOR,
    at: licenceTime(facts, timestamp(clock)),
    detail,
  });

  return {
    list: (member) => licences.list(member),
    show,
    async end(name, how, reason) {
      const { facts, order } = await find(name);
      const changed = await licences.change(order.orderId, how, change(facts, reason));
      const wanted = licenceRules.advance('active', how);
      if (changed?.to !== wanted) throw ended(changed?.to ?? facts.state);
      return show(order.orderId);
    },
    async restore(name) {
      const { facts } = await find(name);
      if (hasEnded(facts.state)) throw ended(facts.state);
      throw refuse(
        'LICENCE_NOT_ENDED',
        `This licence is ${facts.state}: there is nothing to restore.`,
      );
    },
    async setTerms(name, changes, reason) {
      const { facts, order } = await find(name);
      if (hasEnded(facts.state)) throw ended(facts.state);
      const parsed = licenceTermsSchema.safeParse({ ...facts.terms, ...changes });
      const flaw = parsed.success ? flawOfTerms(parsed.data) : 'A number is out of its range.';
      if (!parsed.success || flaw !== null) throw refuse('TERMS_INVALID', flaw ?? '');
      const what = changesOfTerms(facts.terms, parsed.data);
      if (what !== '') {
        const detail = reason === null ? what : `${what} (${reason})`;
        await licences.setTerms(order.orderId, parsed.data, change(facts, detail));
      }
      return show(order.orderId);
    },
    close: () => database.close(),
  };
}

function ended(state: string): AppError {
  return refuse(
    'LICENCE_ENDED',
    `This licence is ${state}. What has ended never begins again: the customer needs a new order.`,
    { state },
  );
}

function refuse(code: string, message: string, context: Record<string, unknown> = {}): AppError {
  return new AppError(code, message, { remedy: 'reject-input', context });
}
