import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type WireError, wireErrorSchema } from '../../contracts/errors.ts';
import { isAppError } from '../../foundation/errors.ts';

/**
 * Status of every error that may be told to a kiosk or a player. An error that is not here is nobody's business outside: its message
 * may name a file of the vault.
 */
const statusOf: Readonly<Record<string, number>> = {
  REQUEST_INVALID: 400,
  SIGNATURE_MISSING: 401,
  SIGNATURE_MALFORMED: 401,
  SIGNATURE_UNKNOWN_KEY: 401,
  SIGNATURE_STALE: 401,
  SIGNATURE_INVALID: 401,
  SIGNATURE_REPLAYED: 401,
  SESSION_MISSING: 401,
  SESSION_REFUSED: 401,
  SESSION_EXPIRED: 401,
  SESSION_ENDED: 401,
  VIEWING_TOKEN_REFUSED: 401,
  DEVICE_KEYS_REFUSED: 400,
  ENROLMENT_REFUSED: 403,
  KIOSK_REVOKED: 403,
  IDENTIFICATION_REFUSED: 403,
  PASSWORD_REFUSED: 403,
  DEVICE_REVOKED: 403,
  DEVICE_OF_ANOTHER: 403,
  CHALLENGE_REFUSED: 403,
  CHALLENGE_EXPIRED: 403,
  WRONG_DISC: 403,
  WRONG_USER: 403,
  LICENCE_NOT_ACTIVE: 403,
  LICENCE_NOT_YET: 403,
  LICENCE_EXPIRED: 403,
  LICENCE_REVOKED: 403,
  LICENCE_RETURNED: 403,
  LICENCE_CANCELLED: 403,
  SHOWINGS_USED: 403,
  TOO_MANY_PLAYERS: 403,
  TOO_MANY_DEVICES: 403,
  PROOF_REFUSED: 403,
  STICK_REFUSED: 403,
  STICK_DEVICE_UNKNOWN: 403,
  RECEIPTS_REFUSED: 403,
  PROOF_EXPIRED: 403,
  NOT_FOUND: 404,
  TITLE_UNKNOWN: 404,
  ORDER_UNKNOWN: 404,
  STICK_UNKNOWN: 404,
  VIEWING_UNKNOWN: 404,
  PROOF_USED: 409,
  ORDER_CONFLICT: 409,
  IMAGE_CHANGED: 409,
  REPORT_CONFLICT: 409,
  KIOSK_STALE: 409,
  STICK_REQUEST_USED: 409,
  STICK_ROLLED_BACK: 409,
  VIEWER_ACTIVATED: 409,
  DEVICE_CONFLICT: 409,
  DEVICES_FULL: 409,
  VIEWING_ENDED: 410,
  RANGE_NOT_SATISFIABLE: 416,
  BLOCK_UNKNOWN: 416,
  IDENTIFICATION_LOCKED: 423,
  PASSWORD_LOCKED: 423,
  WRONG_DISC_LOCKED: 423,
  VIEWING_AHEAD: 429,
  BANK_BUSY: 503,
  BANK_CLOSING: 503,
  GENERATOR_DIED: 503,
};

export interface ErrorAnswer {
  readonly status: number;
  readonly body: WireError;
  /** Whether someone at the bank must look at it. */
  readonly isOurs: boolean;
}

/** What is said where nothing may be said. */
const INTERNAL: ErrorAnswer = {
  status: 500,
  body: {
    code: 'BANK_INTERNAL',
    message: 'The bank could not answer this request.',
    remedy: 'call-attendant',
  },
  isOurs: true,
};

/** Nothing is there, or nothing that may be seen. */
export const notFound: WireError = {
  code: 'NOT_FOUND',
  message: 'There is nothing here.',
  remedy: 'reject-input',
};

/** An error as it leaves the bank. */
export function answerError(error: unknown): ErrorAnswer {
  if (isAppError(error)) {
    const status = statusOf[error.code];
    if (status === undefined) return INTERNAL;
    const { code, message, remedy, context } = error;
    const { attemptsLeft, date, until } = context;
    const body = wireErrorSchema.safeParse({
      code,
      message,
      remedy,
      ...(attemptsLeft === undefined ? {} : { attemptsLeft }),
      ...(until === undefined ? {} : { until }),
      ...(date === undefined ? {} : { date }),
    });
    return body.success ? { status, body: body.data, isOurs: false } : INTERNAL;
  }
  const status = hasZodFastifySchemaValidationErrors(error) ? 400 : clientStatus(error);
  if (status === null) return INTERNAL;
  return {
    status,
    body: {
      code: 'REQUEST_INVALID',
      message: 'This request is not of the form that the API describes.',
      remedy: 'fix-the-code',
    },
    isOurs: false,
  };
}

/** The 4xx of an error that Fastify raised itself: a body too large, a wrong media type, a URL that cannot be read. */
function clientStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const status = error.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

/** An error as the log may keep it: codes and places in this program, no message, for a message may name what is secret. */
export function errorForLog(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    ...('code' in error ? { code: error.code } : {}),
    at: frames.slice(0, 8).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: errorForLog(error.cause) }),
  };
}
