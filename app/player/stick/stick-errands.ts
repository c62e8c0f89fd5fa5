import { rmSync } from 'node:fs';
import {
  issuedStickSchema,
  type StickCounter,
  type StickDevice,
  type StickReceipts,
  type StickStatus,
  stickStatusSchema,
} from '../../contracts/stick-api.ts';
import { discChallengeSchema, viewerRoutes } from '../../contracts/viewer-api.ts';
import { keyOfJwk } from '../../delivery/stick/compact-jws.ts';
import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { chainText, genesisOf } from '../../delivery/stick/receipts.ts';
import { signDevice } from '../../delivery/stick/stick-device.ts';
import { atStick } from '../../delivery/stick/stick-failure.ts';
import {
  findDevice,
  readPart,
  stickFiles,
  stickRoot,
  UNFINISHED,
} from '../../delivery/stick/stick-folder.ts';
import { openSecrets } from '../../delivery/stick/stick-secrets.ts';
import { writeDevice, writeStick } from '../../delivery/stick/write-stick.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { minutes } from '../../foundation/units.ts';
import type { Account } from '../account/account.ts';
import type { DeviceKeyStore } from '../account/device-keys.ts';
import { answerChallenge } from '../online/disc-proof.ts';
import type { PlayerDisc } from '../ports.ts';
import { playerError } from '../player-error.ts';
import { mirrorPath, ReceiptBook } from './receipt-book.ts';
import type { BelievedStick } from './open-stick.ts';
import { lockStick } from './stick-lock.ts';

/** A body of some tens of megabytes over a slow line. */
const BODY_WITHIN = minutes(30);
const RECEIPTS_WITHIN = minutes(1);

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
  if (deviceId === null) {
    throw playerError(
      'PLAYER_NOT_ENROLLED',
      'A stick is written for a player that the bank knows.',
    );
  }
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

/**
 * Has a stick written for this device: what a request on the medium asks for, or a new one. Where it was broken off, the same
 * call goes on with the same stick.
 *
 * @returns how many showings are on it.
 * @throws AppError `STICK_…`; what the bank refuses; as `Account.withToken`.
 */
export async function writeStickAtHome(parts: WriteParts): Promise<number> {
  const { account, files = fileOperations } = parts;
  const found = ownRequest(parts);
  const device = found ?? prepareStick({ ...parts, keys: account.keys, counter: null });
  try {
    return await fetchStick(parts, device, files);
  } catch (error) {
    if (found === null || !isAppError(error, 'STICK_REQUEST_USED')) throw error;
    const { counter } = device;
    const anew = prepareStick({ ...parts, keys: account.keys, counter });
    return fetchStick(parts, anew, files);
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
): Promise<number> {
  const { transport } = account;
  const common = { signer: null, signal } as const;
  const issued = await account.withToken(async (bearer) => {
    const { orderId } = disc.manifest;
    const asked = { ...common, bearer, method: 'POST', within: RECEIPTS_WITHIN } as const;
    const challenge = await transport.ask(
      { ...asked, target: viewerRoutes.challenges, body: { orderId } },
      discChallengeSchema,
      1,
    );
    const proof = answerChallenge(disc.source, challenge);
    const body = { proof, requestId, showings, counter };
    return transport.ask({ ...asked, target: viewerRoutes.sticks, body }, issuedStickSchema, 1);
  }, signal);
  await writeStick(files, root, issued, async () => {
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
  });
  return issued.showings;
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const piece = 1 << 20;
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

export interface ReturnParts {
  readonly root: string;
  readonly account: Account;
  readonly stick: BelievedStick;
  /** Whether the stick is given back; else its receipts are told alone. */
  readonly isReturn: boolean;
  readonly files?: FileOperations;
  readonly signal: AbortSignal;
}

/**
 * Tells the bank what was shown, and gives the stick back: what is unused returns to the licence, and the files are removed.
 * The files go last, so that a return that was broken off can be made again.
 *
 * @throws AppError `STICK_…`: `STICK_IN_USE` while it plays, `STICK_ROLLED_BACK` where the bank knows another history; what the bank refuses.
 */
export async function returnStick(parts: ReturnParts): Promise<StickStatus> {
  const lock = await lockStick(parts.stick.licence.stickId);
  try {
    return await tellBank(parts);
  } finally {
    await lock.release();
  }
}

async function tellBank(parts: ReturnParts): Promise<StickStatus> {
  const { account, files = fileOperations, isReturn, root, signal, stick } = parts;
  const receipts = await receiptsOf(parts, files);
  const { stickId } = stick.licence;
  const status = await account.withToken(
    (bearer) =>
      account.transport.ask(
        {
          method: 'POST',
          target: viewerRoutes.stickReceipts(stickId),
          body: { receipts, isReturn } satisfies StickReceipts,
          signer: null,
          bearer,
          within: RECEIPTS_WITHIN,
          signal,
        },
        stickStatusSchema,
      ),
    signal,
  );
  if (isReturn) {
    const { folder } = stick.found;
    atStick(() => {
      // Out of sight by one rename: a stick is there whole, or not at all.
      files.remove(`${folder}${UNFINISHED}`);
      files.rename(folder, `${folder}${UNFINISHED}`);
      files.syncFolder(stickRoot(root));
      files.remove(`${folder}${UNFINISHED}`);
    });
    rmSync(mirrorPath(account.keys.folder, stickId), { force: true });
  }
  return status;
}

/** The longer of both copies, as the book brings them together. */
async function receiptsOf({ account, stick }: ReturnParts, files: FileOperations): Promise<string> {
  const { found, licence } = stick;
  const { keys } = account;
  const sealed = readPart(files, found.folder, stickFiles.secrets);
  const secrets = await openSecrets(sealed, keys.stickKey, licence.stickId);
  const { stickId } = licence;
  const places = { files, stickFolder: found.folder, playerFolder: keys.folder, stickId };
  const book = ReceiptBook.open(places, {
    stickId,
    genesis: genesisOf(Buffer.from(secrets.receiptSecret, 'base64url'), found.licence),
    publicKey: keyOfJwk(keys.publicKeys.stick),
  });
  return chainText(book.chain);
}
