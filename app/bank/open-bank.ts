import { createPublicKey } from 'node:crypto';
import { openBankDatabase } from '../../db/bank/database.ts';
import { Distributors } from '../../db/bank/distributors.ts';
import { IdentificationAttempts } from '../../db/bank/identification-attempts.ts';
import { KioskStandings } from '../../db/bank/kiosk-standings.ts';
import { Kiosks } from '../../db/bank/kiosks.ts';
import { OrderReports } from '../../db/bank/order-reports.ts';
import { Orders } from '../../db/bank/orders.ts';
import { RequestNonces } from '../../db/bank/request-nonces.ts';
import { SigningKeys } from '../../db/bank/signing-keys.ts';
import { Users } from '../../db/bank/users.ts';
import type { Clock } from '../foundation/clock.ts';
import { DisposalStack } from '../foundation/disposal.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Randomness } from '../foundation/randomness.ts';
import { type BankAdmin, createAdmin } from './admin.ts';
import { prepareDataFolder, readPepper } from './data-folder.ts';
import { buildServer, type RegisteredRoute } from './http/build-server.ts';
import { type BankKey, currentKey, getKey } from './identity/bank-keys.ts';
import { EnrolmentDesk } from './identity/enrolment.ts';
import { Identifier } from './identity/identify.ts';
import { KioskDesk } from './identity/kiosk-desk.ts';
import { KioskRequests } from './identity/kiosk-requests.ts';
import { openSticks } from './open-sticks.ts';
import { openViewers } from './open-viewers.ts';
import { MainStreamDescriber } from './orders/describe-main-stream.ts';
import { DistributorImages } from './orders/distributor-images.ts';
import { OrderBook } from './orders/order-book.ts';
import type { Films } from './orders/ports.ts';
import type { Complements } from './viewing/ports.ts';

/** Connections that wait to be accepted, as when all players of an evening come back at once. The system may allow fewer. */
const BACKLOG = 4096;

export interface BankSettings {
  /** Holds `bank.sqlite`, `vault/`, `media/` and `keys/`; made where it is missing. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
}

export interface Bank {
  /** `http://127.0.0.1:4100`, without a slash at its end. */
  readonly url: string;
  readonly admin: BankAdmin;
  /** Everything that the bank answers to. */
  readonly routes: readonly RegisteredRoute[];
  /** Breaks off what is being sent, and closes all files. */
  close(): Promise<void>;
}

/** What films are made from, once the bank's records are open. */
export interface FilmSurroundings {
  readonly vaultFolder: string;
  readonly distributors: Distributors;
  readonly manifestKey: (keyId: string) => Promise<BankKey>;
}

/**
 * Opens a bank on whatever makes its films: the vault and the engine, or a stand-in of a test.
 *
 * @throws AppError `BANK_DATABASE_NEWER`, `BANK_PEPPER_DAMAGED`; the errors of `listen` where the port is taken.
 */
export async function openBank(
  settings: BankSettings,
  makeFilms: (surroundings: FilmSurroundings) => Films & Complements,
): Promise<Bank> {
  const { clock, logger, randomness } = settings;
  const disposal = new DisposalStack();
  try {
    const folder = prepareDataFolder(settings.dataFolder);
    const pepper = readPepper(folder.keys, randomness);
    const database = await openBankDatabase(folder.database, clock);
    disposal.defer(() => database.close());

    const distributors = new Distributors(database);
    const users = new Users(database);
    const orders = new Orders(database);
    const reports = new OrderReports(database);
    const kiosks = new Kiosks(database);
    const signingKeys = new SigningKeys(database);
    const { privateKey: proofKey } = await currentKey(signingKeys, 'proof', clock, randomness);
    const { keyId: manifestKeyId } = await currentKey(signingKeys, 'manifest', clock, randomness);

    const films = makeFilms({
      vaultFolder: folder.vault,
      distributors,
      manifestKey: (keyId) => getKey(signingKeys, keyId),
    });
    const attempts = new IdentificationAttempts(database);
    const identifier = new Identifier({ users, attempts, pepper, proofKey, clock, randomness });
    const standings = new KioskStandings(database);
    const kioskDesk = new KioskDesk({ standings, clock, logger });
    const desk = new EnrolmentDesk({ kiosks, distributors, clock, randomness });
    const describer = new MainStreamDescriber(orders, films);
    disposal.defer(() => describer.close());
    const images = new DistributorImages(films, films);
    disposal.defer(() => images.close());
    const nonces = new RequestNonces(database);
    const viewers = await openViewers({
      database,
      users,
      orders,
      signingKeys,
      attempts,
      nonces,
      identifier,
      films,
      pepper,
      clock,
      randomness,
      logger,
    });
    disposal.defer(() => viewers.blocks.close());
    disposal.defer(() => viewers.expiries.close());
    await viewers.expiries.start();
    const sticks = await openSticks({
      database,
      orders,
      signingKeys,
      films,
      describer,
      proveDisc: (device, proof) => viewers.viewings.proveDisc(device, proof),
      proofPublicKey: createPublicKey(proofKey),
      clock,
      randomness,
    });

    const { server, routes } = await buildServer({
      book: new OrderBook({
        orders,
        reports,
        catalogue: films,
        proofPublicKey: createPublicKey(proofKey),
        manifestKeyId,
        clock,
        randomness,
      }),
      requests: new KioskRequests({ kiosks, standings, nonces, clock }),
      viewers,
      sticks,
      identifier,
      desk,
      kioskDesk,
      describer,
      mainStreams: films,
      images,
      levels: films,
      catalogue: films,
      mediaFolder: folder.media,
      clock,
      logger,
    });
    disposal.defer(() => server.close());
    const url = await server.listen({
      host: settings.host,
      port: settings.port,
      backlog: BACKLOG,
    });
    logger.info({ url }, 'The bank is open.');
    const admin = createAdmin({
      distributors,
      users,
      orders,
      reports,
      desk,
      deviceDesk: viewers.deviceDesk,
      kiosks,
      kioskDesk,
      passwords: viewers.passwords,
      films,
      pepper,
      clock,
      randomness,
    });
    return { url, admin, routes, close: () => disposal.dispose() };
  } catch (error) {
    await disposal.dispose();
    throw error;
  }
}
