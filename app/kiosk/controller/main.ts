import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { DisposalStack } from '../../foundation/disposal.ts';
import { isAppError } from '../../foundation/errors.ts';
import { RESTART_EXIT_CODE } from '../../foundation/exit-codes.ts';
import type { Logger } from '../../foundation/logger.ts';
import { parseEnvironment } from './environment.ts';
import { composeKioskProcess } from './process/compose.ts';

/** The program is `dist/controller.js`: what else it needs lies beside it. */
const besideProgram = dirname(fileURLToPath(import.meta.url));

/** Standard output carries one line for the parent process; the log goes to standard error. */
async function main(): Promise<void> {
  const stack = new DisposalStack();
  let logger: Logger = pino(pino.destination(2));
  let ending: Promise<void> | null = null;
  const end = (code: number) => {
    ending ??= stack
      .dispose()
      .catch((error: unknown) => {
        const reason = error instanceof AggregateError ? error.errors.map(String) : String(error);
        logger.error({ reason }, 'Not everything could be closed.');
      })
      .then(() => process.exit(code));
    return ending;
  };
  process.once('SIGINT', () => void end(0));
  process.once('SIGTERM', () => void end(0));
  try {
    const environment = parseEnvironment(process.env);
    logger = pino({ level: environment.DIPTYCH_LOG_LEVEL }, pino.destination(2));
    const url = await composeKioskProcess(
      environment,
      besideProgram,
      logger,
      stack,
      () => void end(0),
      () => void end(RESTART_EXIT_CODE),
    );
    process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  } catch (error) {
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    const message = error instanceof Error ? error.message : String(error);
    logger.error({ code, reason: message }, 'The kiosk did not start.');
    process.stdout.write(`${JSON.stringify({ ready: false, code, message })}\n`);
    await end(1);
  }
}

await main();
