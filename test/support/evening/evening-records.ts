import { licenceRules } from '../../../app/licences/rules.ts';
import { defaultTerms } from '../../../app/licences/terms.ts';
import type { LicenceTerms } from '../../../app/contracts/licence.ts';
import { type Clock, instantOf, timestamp } from '../../../app/foundation/clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { connectBankDatabase } from '../../../db/bank/database.ts';
import { Distributors } from '../../../db/bank/distributors.ts';
import { Kiosks } from '../../../db/bank/kiosks.ts';
import { Licences } from '../../../db/bank/licences.ts';
import { type OrderRecord, Orders } from '../../../db/bank/orders.ts';
import { SigningKeys } from '../../../db/bank/signing-keys.ts';
import { Viewings } from '../../../db/bank/viewings.ts';
import { Users } from '../../../db/bank/users.ts';
import { currentKey } from '../../../app/bank/identity/bank-keys.ts';

const DISTRIBUTOR = 'ACME';
const KIOSK = 'k_0123456789';

/** The records of a bank, for who writes down what was sold, and for its operator, who does not ask the bank. */
export async function openEveningRecords(path: string, clock: Clock) {
  const database = connectBankDatabase(path);
  const randomness = seededRandomness('records of the evening');
  const distributors = new Distributors(database);
  const orders = new Orders(database);
  const licences = new Licences(database, licenceRules);
  const keys = new SigningKeys(database);
  const { keyId: signingKeyId } = await currentKey(keys, 'manifest', clock, randomness);
  const now = () => timestamp(clock);
  const kiosks = new Kiosks(database);
  const codeHash = randomness.bytes(32);
  const expiresAt = instantOf(clock.now() + 60_000);
  await kiosks.addCode({ codeHash, distributorId: DISTRIBUTOR, kioskName: 'Hall', expiresAt });
  const publicKey = Buffer.from(randomness.bytes(32)).toString('base64url');
  await kiosks.enrol(codeHash, { kioskId: KIOSK, publicKey }, now());

  return {
    distributors,
    users: new Users(database),
    viewings: new Viewings(database, licenceRules),
    facts: (orderId: string) => licences.facts(orderId),
    events: (orderId: string) => licences.events(orderId),
    /** An order of a member whose disc was taken, unless it was not even begun. */
    async sell(
      sale: { readonly number: number; readonly userId: string; readonly titleId: string },
      terms: Partial<LicenceTerms>,
      isTaken: boolean,
    ): Promise<OrderRecord> {
      const orderId = String(sale.number).padStart(20, '0');
      await orders.add({
        orderId,
        titleId: sale.titleId,
        userId: sale.userId,
        distributorId: DISTRIBUTOR,
        kioskId: KIOSK,
        proofId: `proof ${sale.number}`,
        seed: randomness.bytes(32),
        signingKeyId,
        createdAt: now(),
        terms: { ...defaultTerms, ...terms },
      });
      if (isTaken) {
        await licences.change(orderId, 'taken', { actor: KIOSK, at: now(), detail: null });
      }
      const order = await orders.find(orderId);
      if (order === null) throw new Error('The order was not written.');
      return order;
    },
    async revoke(orderId: string): Promise<void> {
      await licences.change(orderId, 'revoke', { actor: 'operator', at: now(), detail: null });
    },
    close: () => database.close(),
  };
}
export type EveningRecords = Awaited<ReturnType<typeof openEveningRecords>>;
