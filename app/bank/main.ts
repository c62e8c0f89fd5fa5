import { pino } from 'pino';
import { systemClock } from '../foundation/clock.ts';
import { isAppError } from '../foundation/errors.ts';
import { systemRandomness } from '../foundation/randomness.ts';
import { composeBank } from './compose.ts';
import { parseSettings } from './settings.ts';

/**
 * The bank's process. Settings come from the environment, the log goes to stderr, and one line of JSON on stdout says when
 * and where the bank listens, or why it does not. SIGTERM and SIGINT close it.
 */
async function main(): Promise<void> {
  const { logLevel, ...settings } = parseSettings(process.env);
  const logger = pino({ name: 'bank', level: logLevel }, pino.destination({ dest: 2, sync: true }));
  const bank = await composeBank({
    ...settings,
    clock: systemClock,
    randomness: systemRandomness,
    logger,
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: bank.url })}\n`);
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= bank.close().catch((error: unknown) => {
      logger.error({ code: isAppError(error) ? error.code : null }, 'The bank closed badly.');
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}

try {
  await main();
} catch (error) {
  const code = isAppError(error) ? error.code : 'BANK_START_FAILED';
  const message = error instanceof Error ? error.message : String(error);
  process.stdout.write(`${JSON.stringify({ ready: false, code, message })}\n`);
  process.exitCode = 1;
}
