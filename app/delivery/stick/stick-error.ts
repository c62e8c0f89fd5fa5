import { AppError, type Remedy } from '../../foundation/errors.ts';

/** What can be wrong with a stick, each with its own sentence for the viewer. */
export type StickProblem =
  /** Nothing for this disc, or nothing at all, is on it. */
  | 'STICK_MISSING'
  /** It was written for another device. */
  | 'STICK_NOT_YOURS'
  | 'STICK_WRONG_DISC'
  /** `file`: which of its files is not as it was written. */
  | 'STICK_DAMAGED'
  /** `date`: from when on it may be watched. */
  | 'STICK_NOT_YET'
  /** `date`: since when. */
  | 'STICK_EXPIRED'
  /** Another player has it open. */
  | 'STICK_IN_USE'
  /** It was pulled out. */
  | 'STICK_GONE'
  /** `needed`, `free`: bytes. */
  | 'STICK_FULL'
  /** It refuses to be written: a lock switch, rights, or a failing medium. */
  | 'STICK_NOT_WRITABLE'
  /** Its receipts have two histories, or its counter knows more than they say. */
  | 'STICK_ROLLED_BACK'
  /** It was given back, or is being given back. */
  | 'STICK_RETURNED'
  /** Written by a program of another version. */
  | 'STICK_VERSION'
  /** The counter chip that it was written for does not answer. */
  | 'STICK_COUNTER'
  /** `date`: when the last showing was counted. */
  | 'SHOWINGS_USED'
  /** `date`: the latest time that this device has seen. */
  | 'CLOCK_SET_BACK';

const remedies: Partial<Readonly<Record<StickProblem, Remedy>>> = {
  STICK_IN_USE: 'retry',
  STICK_GONE: 'retry',
  STICK_COUNTER: 'retry',
};

export function stickError(
  code: StickProblem,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): AppError {
  return new AppError(code, message, {
    remedy: remedies[code] ?? 'reject-input',
    context,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** @param file its name on the stick: `body.age`. */
export function damagedStick(file: string, what: string, cause?: unknown): AppError {
  return stickError(
    'STICK_DAMAGED',
    `The file ${file} on the stick is damaged: ${what}.`,
    { file },
    cause,
  );
}
