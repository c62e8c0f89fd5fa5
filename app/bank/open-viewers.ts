import type { BankDatabase } from '../../db/bank/database.ts';
import { Devices } from '../../db/bank/devices.ts';
import type { IdentificationAttempts } from '../../db/bank/identification-attempts.ts';
import { Licences } from '../../db/bank/licences.ts';
import type { Orders } from '../../db/bank/orders.ts';
import type { RequestNonces } from '../../db/bank/request-nonces.ts';
import type { SigningKeys } from '../../db/bank/signing-keys.ts';
import type { Users } from '../../db/bank/users.ts';
import { Credentials } from '../../db/bank/viewers.ts';
import { Viewings } from '../../db/bank/viewings.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Randomness } from '../foundation/randomness.ts';
import { licenceRules } from '../licences/rules.ts';
import type { ViewerServices } from './http/viewer-routes.ts';
import type { ViewingServices } from './http/viewing-routes.ts';
import { Activation } from './identity/activation.ts';
import {
  currentKey,
  manifestPublicKeys,
  publicStickKey,
  viewingSecret,
} from './identity/bank-keys.ts';
import { DeviceDesk } from './identity/device-desk.ts';
import { DeviceRequests } from './identity/device-requests.ts';
import type { Identifier } from './identity/identify.ts';
import type { Pepper } from './identity/identity-keys.ts';
import { Passwords } from './identity/passwords.ts';
import { ViewerSessions } from './identity/viewer-sessions.ts';
import type { Catalogue } from './orders/ports.ts';
import { BlockService } from './viewing/block-service.ts';
import { DiscChallenges } from './viewing/disc-challenge.ts';
import { ExpiryWatch } from './viewing/expiry-watch.ts';
import { LicenceShelf } from './viewing/licence-shelf.ts';
import type { Complements } from './viewing/ports.ts';
import { RecentOrders } from './viewing/recent-orders.ts';
import { ViewingBook } from './viewing/viewing-book.ts';
import { ViewingKeys } from './viewing/viewing-keys.ts';

export interface ViewerSurroundings {
  readonly database: BankDatabase;
  readonly users: Users;
  readonly orders: Orders;
  readonly signingKeys: SigningKeys;
  readonly attempts: IdentificationAttempts;
  readonly nonces: RequestNonces;
  readonly identifier: Identifier;
  readonly films: Catalogue & Complements;
  readonly pepper: Pepper;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
}

/** Everything that serves viewers at home. */
export interface ViewerSide extends ViewerServices, ViewingServices {
  readonly passwords: Passwords;
  readonly blocks: BlockService;
  readonly expiries: ExpiryWatch;
}

/** Joins accounts, devices, licences and viewings. To be closed by `blocks` and `expiries`, once no more requests come. */
export async function openViewers(surroundings: ViewerSurroundings): Promise<ViewerSide> {
  const { attempts, clock, database, films, identifier, logger, nonces, orders } = surroundings;
  const { pepper, randomness, signingKeys, users } = surroundings;
  const devices = new Devices(database);
  const licences = new Licences(database, licenceRules);
  const { privateKey: sessionKey } = await currentKey(signingKeys, 'session', clock, randomness);
  const { privateKey: stickKey } = await currentKey(signingKeys, 'stick', clock, randomness);
  const keys = new ViewingKeys(await viewingSecret(signingKeys, clock, randomness));

  const credentials = new Credentials(database);
  const passwords = new Passwords({ users, credentials, attempts, pepper, clock, randomness });
  const trust = async () => ({
    manifestKeys: [...(await manifestPublicKeys(signingKeys))],
    licenceKey: publicStickKey(stickKey),
  });
  const shelf = new LicenceShelf({ orders, licences, catalogue: films, clock });
  const viewings = new ViewingBook({
    orders: new RecentOrders(orders),
    devices,
    viewings: new Viewings(database, licenceRules),
    shelf,
    challenges: new DiscChallenges({
      complements: films,
      nonces,
      seal: keys.challenges,
      clock,
      randomness,
    }),
    keys,
    attempts,
    clock,
    randomness,
  });
  const blocks = new BlockService({ admission: viewings, complements: films, clock, logger });
  return {
    passwords,
    activation: new Activation({ users, orders, identifier, passwords, pepper }),
    deviceDesk: new DeviceDesk({ devices, passwords, trust, clock, randomness }),
    deviceRequests: new DeviceRequests({ devices, nonces, clock }),
    sessions: new ViewerSessions({ devices, passwords, sessionKey, clock, randomness }),
    shelf,
    viewings,
    blocks,
    expiries: new ExpiryWatch({ licences, clock, logger }),
    deliveries: blocks,
  };
}
