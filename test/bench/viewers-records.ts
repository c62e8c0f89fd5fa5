import { prepareDataFolder } from '../../app/bank/data-folder.ts';
import { currentKey, viewingSecret } from '../../app/bank/identity/bank-keys.ts';
import { ViewingKeys } from '../../app/bank/viewing/viewing-keys.ts';
import { sealViewingToken } from '../../app/bank/viewing/viewing-token.ts';
import { type Clock, instantOf, timestamp } from '../../app/foundation/clock.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { type Randomness, seededRandomness } from '../../app/foundation/randomness.ts';
import { licenceRules } from '../../app/licences/rules.ts';
import { defaultTerms } from '../../app/licences/terms.ts';
import { openBankDatabase } from '../../db/bank/database.ts';
import { Devices } from '../../db/bank/devices.ts';
import { Distributors } from '../../db/bank/distributors.ts';
import { Kiosks } from '../../db/bank/kiosks.ts';
import { Licences } from '../../db/bank/licences.ts';
import { Orders } from '../../db/bank/orders.ts';
import { SigningKeys } from '../../db/bank/signing-keys.ts';
import { Users } from '../../db/bank/users.ts';
import { Viewings } from '../../db/bank/viewings.ts';
import type { ViewerPass } from './viewers-task.ts';

const DISTRIBUTOR = 'BENCH';
const KIOSK = 'k_0123456789';
const USER = 'u_0123456789';
const DEVICE = 'v_0123456789';

/** The records of a bank whose discs were all sold and taken, as its own rooms write them. */
export interface ViewersRecords {
  readonly folder: string;
  readonly vaultFolder: string;
  /** Opens a viewing of each of the first `count` orders, as if its disc had been proved just now. */
  openViewings(count: number): Promise<readonly ViewerPass[]>;
  close(): Promise<void>;
}

/** @param titles that exist; each order is of one of them, in turn. */
export async function writeViewersRecords(
  folder: string,
  titles: readonly string[],
  orders: number,
  clock: Clock,
): Promise<ViewersRecords> {
  const parts = prepareDataFolder(folder);
  const randomness = seededRandomness('bench of viewers');
  const database = await openBankDatabase(parts.database, clock);
  const signingKeys = new SigningKeys(database);
  const keys = new ViewingKeys(await viewingSecret(signingKeys, clock, randomness));
  const { keyId: signingKeyId } = await currentKey(signingKeys, 'manifest', clock, randomness);
  const now = timestamp(clock);
  await new Distributors(database).add({
    distributorId: DISTRIBUTOR,
    name: 'Bench',
    key: randomness.bytes(32),
    createdAt: now,
  });
  const code = randomness.bytes(32);
  const kiosks = new Kiosks(database);
  await kiosks.addCode({
    codeHash: code,
    distributorId: DISTRIBUTOR,
    kioskName: 'Bench',
    expiresAt: instantOf(clock.now() + 60_000),
  });
  await kiosks.enrol(code, { kioskId: KIOSK, publicKey: rawKey(randomness) }, now);
  await new Users(database).add({
    userId: USER,
    member: '100001',
    cardHash: randomness.bytes(32),
    pinHash: '-',
    createdAt: now,
  });
  await new Devices(database).add({
    deviceId: DEVICE,
    userId: USER,
    name: 'Bench',
    keys: {
      sign: rawKey(randomness),
      seal: rawKey(randomness),
      stick: { kty: 'EC', crv: 'P-256', x: rawKey(randomness), y: rawKey(randomness) },
    },
    enrolledAt: now,
  });
  const orderBook = new Orders(database);
  const licences = new Licences(database, licenceRules);
  const viewings = new Viewings(database, licenceRules);
  const orderIds = Array.from({ length: orders }, (_, index) => String(index).padStart(20, '0'));
  for (const [index, orderId] of orderIds.entries()) {
    await orderBook.add({
      orderId,
      titleId: titles[index % titles.length] ?? '',
      userId: USER,
      distributorId: DISTRIBUTOR,
      kioskId: KIOSK,
      proofId: `proof ${index}`,
      seed: randomness.bytes(32),
      signingKeyId,
      createdAt: now,
      terms: defaultTerms,
    });
    await licences.change(orderId, 'taken', { actor: `kiosk ${KIOSK}`, at: now, detail: null });
  }
  return {
    folder,
    vaultFolder: parts.vault,
    async openViewings(count) {
      const passes: ViewerPass[] = [];
      for (const orderId of orderIds.slice(0, count)) {
        const viewingId = `w_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
        const viewing = { viewingId, orderId, deviceId: DEVICE, now: timestamp(clock) };
        const opened = await viewings.open(viewing);
        if (opened?.decision.is !== 'admitted') throw notAdmitted(orderId);
        const expires = Date.parse(opened.decision.leaseUntil);
        passes.push({
          viewingId,
          token: sealViewingToken(keys.tokens, { viewingId, orderId, expires }),
          sessionKey: Buffer.from(keys.sessionKey(viewingId)).toString('base64url'),
        });
      }
      return passes;
    },
    close: () => database.close(),
  };
}

function rawKey(randomness: Randomness): string {
  return Buffer.from(randomness.bytes(32)).toString('base64url');
}

function notAdmitted(orderId: string): AppError {
  return new AppError('BENCH_VIEWING', 'A viewing of the bench was refused.', {
    remedy: 'fix-the-code',
    context: { orderId },
  });
}
