import { AppError, type Remedy } from '../../foundation/errors.ts';

const advice: Readonly<Record<Remedy, string>> = {
  retry: 'Trying again may help.',
  'call-attendant': 'Somebody has to look at the machine.',
  'reject-input': 'Please give something else.',
  'fix-the-code': 'This is a fault in Diptych itself; please report it.',
};

/** Anything that was thrown, as the error of this program. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('PROGRAM_FAILED', error instanceof Error ? error.message : String(error), {
    remedy: 'fix-the-code',
    cause: error,
  });
}

/** What a person may do about it, a sentence. */
export function adviceFor({ remedy }: AppError): string {
  return advice[remedy];
}

/**
 * Tells a failure on the terminal: one JSON object on standard output, or sentences on standard error.
 *
 * @param advise what a person may do about it, where it is said in another language.
 */
export function reportFailure(
  error: unknown,
  asJson: boolean,
  advise: (failure: AppError) => string = adviceFor,
): void {
  const known = asAppError(error);
  if (asJson) {
    const { code, message, remedy, context } = known;
    process.stdout.write(`${JSON.stringify({ error: { code, message, remedy, context } })}\n`);
    return;
  }
  process.stderr.write(`\n${known.message}\n${advise(known)}  [${known.code}]\n`);
  if (process.env['DIPTYCH_DEBUG']) process.stderr.write(`${stackOf(known)}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const below = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${below}`;
}
