import type { KeyObject } from 'node:crypto';
import type { BankDatabase } from '../../db/bank/database.ts';
import { Devices } from '../../db/bank/devices.ts';
import { Licences } from '../../db/bank/licences.ts';
import type { Orders } from '../../db/bank/orders.ts';
import type { SigningKeys } from '../../db/bank/signing-keys.ts';
import { Sticks } from '../../db/bank/sticks.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Randomness } from '../foundation/randomness.ts';
import { licenceRules } from '../licences/rules.ts';
import { currentKey } from './identity/bank-keys.ts';
import type { MainStreamDescriber } from './orders/describe-main-stream.ts';
import type { Catalogue } from './orders/ports.ts';
import { StickDesk, type StickDeskParts } from './sticks/stick-desk.ts';
import type { Complements } from './viewing/ports.ts';

export interface StickSurroundings {
  readonly database: BankDatabase;
  readonly orders: Orders;
  readonly signingKeys: SigningKeys;
  readonly films: Catalogue & Complements;
  readonly describer: MainStreamDescriber;
  readonly proveDisc: StickDeskParts['proveDisc'];
  readonly proofPublicKey: KeyObject;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Joins what sticks need. */
export async function openSticks(surroundings: StickSurroundings): Promise<StickDesk> {
  const { clock, database, films, randomness, signingKeys, ...parts } = surroundings;
  const { privateKey: stickKey } = await currentKey(signingKeys, 'stick', clock, randomness);
  return new StickDesk({
    ...parts,
    sticks: new Sticks(database, licenceRules.advance),
    devices: new Devices(database),
    licences: new Licences(database, licenceRules),
    catalogue: films,
    complements: films,
    stickKey,
    clock,
    randomness,
  });
}
