import {
  type StickReceipts,
  type StickStatus,
  stickStatusSchema,
} from '../../contracts/stick-api.ts';
import { stickIdSchema, viewerRoutes } from '../../contracts/viewer-api.ts';
import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { isAppError } from '../../foundation/errors.ts';
import { minutes } from '../../foundation/units.ts';
import type { Account } from '../account/account.ts';
import { isOver, writeEnd } from './ended-sticks.ts';
import { mirrorFolder, mirrorPath } from './receipt-book.ts';

const RECEIPTS_WITHIN = minutes(1);
const MIRROR = /^(.+)\.receipts$/;

export interface TellParts {
  readonly account: Account;
  readonly files?: FileOperations;
  readonly signal: AbortSignal;
}

/**
 * Tells the bank what was shown from every stick that this player has a copy of receipts of: so a stick that was rolled back is
 * found when its player is online again, whether or not it is ever returned. It shows nothing more here then.
 *
 * @returns the sticks that were found to be rolled back.
 * @throws AppError where the bank cannot be asked; the signal's reason.
 */
export async function tellReceipts(parts: TellParts): Promise<readonly string[]> {
  const { account, files = fileOperations, signal } = parts;
  const { folder } = account.keys;
  const rolledBack: string[] = [];
  for (const name of files.list(mirrorFolder(folder))) {
    const stickId = stickIdSchema.safeParse(MIRROR.exec(name)?.[1]).data;
    if (stickId === undefined || isOver(files, folder, stickId)) continue;
    const receipts = files.read(mirrorPath(folder, stickId)) ?? '';
    try {
      await postReceipts(account, stickId, { receipts, isReturn: false }, signal);
    } catch (error) {
      // Another refusal says that the bank knows no such stick any more, or not these receipts.
      if (!isAppError(error) || error.remedy !== 'reject-input') throw error;
      if (error.code !== 'STICK_ROLLED_BACK') continue;
      writeEnd(files, folder, stickId, 'revoked');
      rolledBack.push(stickId);
    }
  }
  return rolledBack;
}

/** Tells the bank what was shown. @throws AppError `STICK_ROLLED_BACK`, `STICK_UNKNOWN`, `RECEIPTS_REFUSED`; as `Account.withToken`. */
export function postReceipts(
  account: Account,
  stickId: string,
  body: StickReceipts,
  signal: AbortSignal,
): Promise<StickStatus> {
  return account.withToken(
    (bearer) =>
      account.transport.ask(
        {
          method: 'POST',
          target: viewerRoutes.stickReceipts(stickId),
          body,
          signer: null,
          bearer,
          within: RECEIPTS_WITHIN,
          signal,
        },
        stickStatusSchema,
      ),
    signal,
  );
}
