import { AppError, type Remedy } from '../../foundation/errors.ts';

const advice: Readonly<Record<Remedy, string>> = {
  retry: 'Trying again may help.',
  'call-attendant': 'Somebody has to look at the machine.',
  'reject-input': 'Please give something else.',
  'fix-the-code': 'This is a fault in Diptych itself; please report it.',
};

/** Tells a failure on the terminal: one JSON object on standard output, or sentences on standard error. */
export function reportFailure(error: unknown, asJson: boolean): void {
  const known =
    error instanceof AppError
      ? error
      : new AppError('PROGRAM_FAILED', error instanceof Error ? error.message : String(error), {
          remedy: 'fix-the-code',
          cause: error,
        });
  if (asJson) {
    const { code, message, remedy, context } = known;
    process.stdout.write(`${JSON.stringify({ error: { code, message, remedy, context } })}\n`);
    return;
  }
  process.stderr.write(`\n${known.message}\n${advice[known.remedy]}  [${known.code}]\n`);
  if (process.env['DIPTYCH_DEBUG']) process.stderr.write(`${stackOf(known)}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const below = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${below}`;
}
