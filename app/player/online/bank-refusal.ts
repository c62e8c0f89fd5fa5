import { wireErrorSchema } from '../../contracts/errors.ts';
import { AppError } from '../../foundation/errors.ts';
import { playerError } from '../player-error.ts';

/** Statuses by which a bank, or what stands before it, says that it cannot be spoken to now (RFC 9110 §15.6.3 to §15.6.5). */
const AWAY: readonly number[] = [502, 503, 504];
/** RFC 6585 §4. */
const TOO_MANY = 429;
/** The longest wait that is believed. */
const LONGEST_WAIT_MS = 60_000;

/** An answer that is no success as an error: the bank's own where it gave one. */
export function refusalOf(response: Response, body: Uint8Array): AppError {
  const { status } = response;
  if (status === TOO_MANY) {
    const retryAfterMs = waitOf(response.headers);
    return retryAfterMs === null
      ? playerError('BANK_FAILED', 'The bank asks to wait, and does not say how long.', { status })
      : playerError('BANK_ASKS_TO_WAIT', 'The bank asks to wait.', { retryAfterMs });
  }
  if (AWAY.includes(status)) {
    return playerError('BANK_UNREACHABLE', 'The bank cannot be reached.', { status });
  }
  if (status >= 500) {
    return playerError('BANK_FAILED', 'The bank failed to answer this request.', { status });
  }
  const parsed = wireErrorSchema.safeParse(jsonOfBody(body));
  if (!parsed.success) {
    return playerError(
      'BANK_BAD_REPLY',
      'The bank gave an answer that makes no sense.',
      { status },
      parsed.error,
    );
  }
  const { code, message, remedy, attemptsLeft, until, date } = parsed.data;
  return new AppError(code, message, {
    remedy,
    context: {
      status,
      ...(attemptsLeft === undefined ? {} : { attemptsLeft }),
      ...(until === undefined ? {} : { until }),
      ...(date === undefined ? {} : { date }),
    },
  });
}

/** `retry-after-ms`, or `retry-after` in seconds (RFC 9110 §10.2.3); null where neither makes sense. */
function waitOf(headers: Headers): number | null {
  const exact = wholeNumber(headers.get('retry-after-ms'));
  const coarse = wholeNumber(headers.get('retry-after'));
  const wait = exact ?? (coarse === null ? null : coarse * 1000);
  return wait === null || wait > LONGEST_WAIT_MS ? null : wait;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function jsonOfBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
