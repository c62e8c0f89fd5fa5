import { join } from 'node:path';
import { z } from 'zod';
import { openKioskDatabase } from '../../../db/kiosk/open-kiosk-database.ts';
import { OrderStore } from '../../../db/kiosk/order-store.ts';
import { SettingsStore } from '../../../db/kiosk/settings-store.ts';
import { systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { orderCode } from '../../foundation/order-code.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { KioskBank, PublicBank } from '../../kiosk/controller/bank/bank-client.ts';
import { BankTransport } from '../../kiosk/controller/bank/bank-transport.ts';
import { kioskIdentity } from '../../kiosk/controller/bank/enrolment.ts';
import { writeStickAtKiosk } from '../../kiosk/controller/bank/kiosk-sticks.ts';
import type { Asker } from '../terminal/ask.ts';

export interface KioskStickErrand {
  readonly root: string;
  /** Of the kiosk: its database holds its key. */
  readonly kioskFolder: string;
  readonly bankUrl: string;
  readonly member: string | null;
  /** `K7F3-92QD`, or a whole order id; null: the customer's newest order here. */
  readonly order: string | null;
  readonly showings: number;
  readonly asker: Asker;
  readonly signal: AbortSignal;
}

/** Writes a stick for a customer who stands at the kiosk. @returns how many showings are on it. @throws AppError `STICK_…`, `ORDER_UNKNOWN`, `KIOSK_NOT_ENROLLED`; what the bank refuses. */
export async function runKioskStick(errand: KioskStickErrand): Promise<number> {
  const { asker, root, showings, signal } = errand;
  const database = openKioskDatabase(join(errand.kioskFolder, 'kiosk.sqlite'));
  try {
    const transport = new BankTransport(errand.bankUrl, systemClock, systemRandomness);
    const settings = new SettingsStore(database);
    const identity = await kioskIdentity(settings, new PublicBank(transport), null, signal);
    const { enrolment, privateKey } = identity;
    const signer = { keyId: enrolment.kioskId, privateKey };
    const member = errand.member ?? (await asker.line('Member number: '));
    const pin = await asker.secret('PIN: ');
    const bank = new KioskBank(transport, signer);
    const { proof, userId } = await bank.identify({ by: 'member', member, pin }, signal);
    const orders = new OrderStore(database, z.unknown()).listOf(userId);
    // The newest comes first.
    const orderId = chosenOrder(
      orders.map((order) => order.orderId),
      errand.order,
    );
    return await writeStickAtKiosk({
      transport,
      signer,
      root,
      wanted: { orderId, proof, showings },
      signal,
    });
  } finally {
    database.close();
  }
}

function chosenOrder(orderIds: readonly string[], wanted: string | null): string {
  const found =
    wanted === null
      ? orderIds[0]
      : orderIds.find((id) => id === wanted || orderCode(id) === wanted.toUpperCase());
  if (found !== undefined) return found;
  throw new AppError('ORDER_UNKNOWN', 'This kiosk has made no such disc for this member.', {
    remedy: 'reject-input',
  });
}
