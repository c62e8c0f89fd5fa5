import { AppError, type Remedy } from '../foundation/errors.ts';

/** What the player itself refuses or cannot do. What the bank refuses keeps the bank's code; `texts/` has a sentence for both. */
const remedies = {
  /** No such file, folder or drive. */
  DISC_NOT_FOUND: 'reject-input',
  DISC_NO_ACCESS: 'call-attendant',
  /** The drive holds no disc, or one without anything on it. */
  DRIVE_EMPTY: 'reject-input',
  /** A sector that the drive, or the disk with the image, does not give. `byte`. */
  DISC_UNREADABLE: 'retry',
  /** Files of a disc, copied: where they lay on the disc is not known any more. */
  DISC_FOLDER_COPIED: 'reject-input',
  /** The manifest's room is there and empty. */
  DISC_IS_MASTER: 'reject-input',
  /** A DVD-Video of somebody else. */
  DISC_NOT_OURS: 'reject-input',
  /** An identifier that is not the manifest's, or that is gone. `byte`, `where`. */
  DISC_ALTERED: 'reject-input',
  /** A key file that does not parse. `file`. */
  PLAYER_KEYS_DAMAGED: 'call-attendant',
  PLAYER_ACCOUNT_DAMAGED: 'call-attendant',
  /** A file of secrets that others may read. `file`. */
  PLAYER_FOLDER_EXPOSED: 'call-attendant',
  PLAYER_FOLDER_UNUSABLE: 'call-attendant',
  /** The folder belongs to another bank, or to another member. */
  PLAYER_OTHER_BANK: 'reject-input',
  PLAYER_OTHER_MEMBER: 'reject-input',
  /** An address that is none, or to which passwords would travel in clear. */
  PLAYER_BANK_ADDRESS: 'reject-input',
  /** Neither said nor known from an account. */
  PLAYER_NO_BANK: 'reject-input',
  /** Nobody signed in here yet. */
  PLAYER_NOT_ENROLLED: 'reject-input',
  /** Signed in once, but too long ago. */
  PLAYER_SIGN_IN_AGAIN: 'reject-input',
  /** The bank did not answer, or answered that it cannot now. */
  BANK_UNREACHABLE: 'retry',
  /** The bank answered that it failed. */
  BANK_FAILED: 'retry',
  /** An answer that the contract does not know. */
  BANK_BAD_REPLY: 'retry',
  /** The bank says to ask later: `retryAfterMs`. */
  BANK_ASKS_TO_WAIT: 'retry',
  /** Out of look-ahead, and half a minute without an answer. */
  PLAYER_NO_CONTACT: 'retry',
  PLAYER_CLOSED: 'fix-the-code',
  PLAYER_READ_OUTSIDE: 'fix-the-code',
  /** Its identifiers are not those of the disc. */
  COMPLEMENT_OTHER_DISC: 'reject-input',
} as const satisfies Record<string, Remedy>;

export type PlayerErrorCode = keyof typeof remedies;

/** Every code of {@link playerError}. */
export const playerErrorCodes = Object.keys(remedies) as readonly PlayerErrorCode[];

export function playerError(
  code: PlayerErrorCode,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): AppError {
  return new AppError(code, message, { remedy: remedies[code], context, cause });
}
