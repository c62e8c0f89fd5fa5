import { hostname } from 'node:os';
import { systemClock } from '../../foundation/clock.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { Account } from '../../player/account/account.ts';
import { readAccountRecord } from '../../player/account/account-record.ts';
import { type DeviceKeyStore, openDeviceKeys } from '../../player/account/device-keys.ts';
import { playerFolder } from '../../player/account/player-folder.ts';
import { openPrivateFolder } from '../../player/account/private-files.ts';
import { parseBankAddress } from '../../player/online/bank-address.ts';
import { BankTransport } from '../../player/online/bank-transport.ts';
import { playerError } from '../../player/player-error.ts';
import type { AccountRecord } from '../../player/account/account-record.ts';
import type { Asker } from '../terminal/ask.ts';

/** This player's keys, and what it learned when it enrolled. */
export interface EnrolledPlayer {
  readonly keys: DeviceKeyStore;
  readonly record: AccountRecord;
}

/** @throws AppError `PLAYER_NOT_ENROLLED`; as the account's files. */
export function enrolledPlayer(): EnrolledPlayer {
  const folder = playerFolder();
  const record = readAccountRecord(openPrivateFolder(folder));
  if (record !== null) return { keys: openDeviceKeys(folder), record };
  throw playerError(
    'PLAYER_NOT_ENROLLED',
    'A stick is written for one player. This one has not signed in yet: do it once with `diptych play`.',
  );
}

/** The account of this player, signed in; asks for the password where that is needed. @throws AppError what the bank refuses. */
export async function signedInAccount(
  { keys, record }: EnrolledPlayer,
  asker: Asker,
  signal: AbortSignal,
): Promise<Account> {
  const url = parseBankAddress(record.bankUrl);
  const transport = new BankTransport(url, systemClock, systemRandomness);
  const account = new Account({ keys, transport, clock: systemClock });
  if (account.isSignedIn) return account;
  const password = await asker.secret(`Password of member ${record.member}: `);
  await account.signIn({ member: record.member, password, name: hostname() }, signal);
  return account;
}
