import type { StickStatus } from '../../contracts/stick-api.ts';
import { keyOfJwk } from '../../delivery/stick/compact-jws.ts';
import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { chainText, genesisOf } from '../../delivery/stick/receipts.ts';
import { atStick } from '../../delivery/stick/stick-failure.ts';
import { readPart, stickFiles, stickRoot, UNFINISHED } from '../../delivery/stick/stick-folder.ts';
import { openSecrets } from '../../delivery/stick/stick-secrets.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Account } from '../account/account.ts';
import { removeEnd, writeEnd } from './ended-sticks.ts';
import type { BelievedStick } from './open-stick.ts';
import { mirrorPath, ReceiptBook } from './receipt-book.ts';
import { lockStick } from './stick-lock.ts';
import { postReceipts } from './tell-receipts.ts';

/** By these the bank says that it has not taken the stick back. */
const NOT_TAKEN: readonly string[] = ['STICK_UNKNOWN', 'RECEIPTS_REFUSED'];

export interface ReturnParts {
  readonly root: string;
  readonly account: Account;
  readonly stick: BelievedStick;
  readonly files?: FileOperations;
  readonly signal: AbortSignal;
}

/**
 * Tells the bank what was shown, and gives the stick back: what is unused returns to the licence, and the files are removed.
 * Before the bank hears of it, this player writes down that the stick is over: what returns to the licence is not seen from
 * the stick as well. The files go last, so that a return that was broken off can be made again.
 *
 * @throws AppError `STICK_…`: `STICK_IN_USE` while it plays, `STICK_ROLLED_BACK` where the bank knows another history; what the bank refuses.
 */
export async function returnStick(parts: ReturnParts): Promise<StickStatus> {
  const lock = await lockStick(parts.stick.licence.stickId);
  try {
    return await giveBack(parts);
  } finally {
    await lock.release();
  }
}

async function giveBack(parts: ReturnParts): Promise<StickStatus> {
  const { account, files = fileOperations, root, signal, stick } = parts;
  const receipts = await receiptsOf(parts, files);
  const { stickId } = stick.licence;
  const { folder: playerFolder } = account.keys;
  const tell = async (isReturn: boolean) => {
    try {
      return await postReceipts(account, stickId, { receipts, isReturn }, signal);
    } catch (error) {
      if (isAppError(error, 'STICK_ROLLED_BACK')) {
        writeEnd(files, playerFolder, stickId, 'revoked');
      } else if (isAppError(error) && NOT_TAKEN.includes(error.code)) {
        removeEnd(files, playerFolder, stickId);
      }
      throw error;
    }
  };
  // Where the bank cannot be reached the stick stays as it is.
  await tell(false);
  writeEnd(files, playerFolder, stickId, 'returned');
  const status = await tell(true);
  const { folder } = stick.found;
  atStick(() => {
    // Out of sight by one rename: a stick is there whole, or not at all.
    files.remove(`${folder}${UNFINISHED}`);
    files.rename(folder, `${folder}${UNFINISHED}`);
    files.syncFolder(stickRoot(root));
    files.remove(`${folder}${UNFINISHED}`);
  });
  files.remove(mirrorPath(playerFolder, stickId));
  return status;
}

/**
 * Gives a stick back that could not be written: its showings return to the licence, as far as the bank can be reached. Where
 * not, the request for it still stands, and the same stick may be written elsewhere.
 */
export async function giveBackUnwritten(parts: {
  readonly account: Account;
  readonly stickId: string;
  readonly files: FileOperations;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { account, files, signal, stickId } = parts;
  try {
    writeEnd(files, account.keys.folder, stickId, 'returned');
    await postReceipts(account, stickId, { receipts: '', isReturn: true }, signal);
  } catch (error) {
    // Why it could not be written says more.
    if (!isAppError(error)) throw error;
  }
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
