import {
  issuedStickSchema,
  type StickCounter,
  type StickDevice,
} from '../../contracts/stick-api.ts';
import { discChallengeSchema, viewerRoutes } from '../../contracts/viewer-api.ts';
import { keyOfJwk } from '../../delivery/stick/compact-jws.ts';
import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { signDevice } from '../../delivery/stick/stick-device.ts';
import { findDevice } from '../../delivery/stick/stick-folder.ts';
import { readLicence, type StickLicence } from '../../delivery/stick/stick-licence.ts';
import { writeDevice, writeStick } from '../../delivery/stick/write-stick.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { minutes } from '../../foundation/units.ts';
import type { Account } from '../account/account.ts';
import type { DeviceKeyStore } from '../account/device-keys.ts';
import { answerChallenge } from '../online/disc-proof.ts';
import type { PlayerDisc } from '../ports.ts';
import { playerError } from '../player-error.ts';
import { removeEnd } from './ended-sticks.ts';
import { writeSeenAt } from './receipt-book.ts';
import { giveBackUnwritten } from './return-stick.ts';
import { tellReceipts } from './tell-receipts.ts';

/** A body of some tens of megabytes over a slow line. */
const BODY_WITHIN = minutes(30);
const ISSUED_WITHIN = minutes(2);

export interface PrepareParts {
  /** Where the medium is mounted. */
  readonly root: string;
  readonly keys: Pick<DeviceKeyStore, 'deviceId' | 'publicKeys' | 'signKey'>;
  readonly randomness: Randomness;
  /** Null: showings are counted in receipts alone. */
  readonly counter: StickCounter | null;
  readonly files?: FileOperations;
}

/** Asks, on a medium, for a stick for this device. @throws AppError `PLAYER_NOT_ENROLLED`, `STICK_…`. */
export function prepareStick(parts: PrepareParts): StickDevice {
  const { counter, files = fileOperations, keys, randomness, root } = parts;
  const { deviceId } = keys;
  if (deviceId === null) throw notEnrolled();
  const requestId = Buffer.from(randomness.bytes(18)).toString('base64url');
  const { sign, stick } = keys.publicKeys;
  const device = signDevice({ deviceId, stick, requestId, counter }, sign, keys.signKey);
  writeDevice(files, root, device);
  return device;
}

export interface WriteParts {
  readonly root: string;
  readonly disc: PlayerDisc;
  readonly account: Account;
  readonly randomness: Randomness;
  /** How many are wanted. */
  readonly showings: number;
  readonly files?: FileOperations;
  readonly signal: AbortSignal;
}

/** Where the medium is to blame, the stick is given back unwritten: another medium is not to cost other showings. */
const UNWRITABLE: readonly string[] = ['STICK_FULL', 'STICK_NOT_WRITABLE'];

/**
 * Has a stick written for this device: what a request on the medium asks for, or a new one. Where it was broken off, the same
 * call goes on with the same stick; where the medium has no room, nothing is taken from the licence.
 *
 * @returns how many showings are on it.
 * @throws AppError `STICK_…`; what the bank refuses; as `Account.withToken`.
 */
export async function writeStickAtHome(parts: WriteParts): Promise<number> {
  const { account, files = fileOperations } = parts;
  await tellReceipts(parts);
  const found = ownRequest(parts);
  const askAnew = async (counter: StickCounter | null) => {
    const request = prepareStick({ ...parts, keys: account.keys, counter });
    const { issuedAt, showings } = await fetchStick(parts, request, files);
    // The bank's time, of just now: a clock that once ran ahead is forgotten.
    writeSeenAt(files, account.keys.folder, issuedAt);
    return showings;
  };
  if (found === null) return askAnew(null);
  try {
    return (await fetchStick(parts, found, files)).showings;
  } catch (error) {
    if (!isAppError(error, 'STICK_REQUEST_USED')) throw error;
    return askAnew(found.counter);
  }
}

/** The request on the medium, if it is this device's; a damaged or another device's is replaced. */
function ownRequest({ account, files = fileOperations, root }: WriteParts): StickDevice | null {
  try {
    const device = findDevice(files, root);
    return device?.deviceId === account.keys.deviceId ? device : null;
  } catch (error) {
    if (isAppError(error, 'STICK_DAMAGED')) return null;
    throw error;
  }
}

async function fetchStick(
  { account, disc, root, showings, signal }: WriteParts,
  { counter, requestId }: StickDevice,
  files: FileOperations,
): Promise<StickLicence> {
  const { keys, record, transport } = account;
  if (record === null) throw notEnrolled();
  const common = { signer: null, signal } as const;
  const issued = await account.withToken(async (bearer) => {
    const { orderId } = disc.manifest;
    const asked = { ...common, bearer, method: 'POST', within: ISSUED_WITHIN } as const;
    const challenge = await transport.ask(
      { ...asked, target: viewerRoutes.challenges, body: { orderId } },
      discChallengeSchema,
      1,
    );
    const proof = answerChallenge(disc.source, challenge);
    const body = { proof, requestId, showings, counter };
    return transport.ask({ ...asked, target: viewerRoutes.sticks, body }, issuedStickSchema, 1);
  }, signal);
  const licence = readLicence(issued.licence, keyOfJwk(record.licenceKey));
  if (licence.orderId !== disc.manifest.orderId) {
    // A request that was answered for another disc, and broken off.
    throw new AppError('STICK_REQUEST_USED', 'The request on this stick is of another disc.', {
      remedy: 'reject-input',
    });
  }
  // The bank has just said that it is out: a return of it was not taken.
  removeEnd(files, keys.folder, issued.stickId);
  const openBody = async () => {
    const { body } = await account.withToken(
      (bearer) =>
        transport.sendAgain({
          ...common,
          bearer,
          method: 'GET',
          target: viewerRoutes.stickBody(issued.stickId),
          longest: issued.body.bytes,
          within: BODY_WITHIN,
        }),
      signal,
    );
    return inPieces(body);
  };
  try {
    await writeStick(files, root, issued, openBody);
  } catch (error) {
    if (isAppError(error) && UNWRITABLE.includes(error.code)) {
      await giveBackUnwritten({ account, stickId: issued.stickId, files, signal });
    }
    throw error;
  }
  return licence;
}

function notEnrolled() {
  return playerError('PLAYER_NOT_ENROLLED', 'A stick is written for a player that the bank knows.');
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const piece = 1 << 20;
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}
