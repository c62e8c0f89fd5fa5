import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openSimulatedMachine } from '../../../drivers/simulated-machine.ts';
import { systemClock } from '../../foundation/clock.ts';
import { DisposalStack } from '../../foundation/disposal.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { minutes, seconds } from '../../foundation/units.ts';
import { composeController } from './compose.ts';
import { parseEnvironment, type ControllerEnvironment } from './environment.ts';
import { keepTokenFile } from './token-file.ts';

/** The program is `dist/controller.js`: what else it needs lies beside it. */
const besideProgram = dirname(fileURLToPath(import.meta.url));

async function run(
  environment: ControllerEnvironment,
  logger: Logger,
  stack: DisposalStack,
): Promise<string> {
  const dataFolder = environment.DIPTYCH_DATA;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const shared = { clock: systemClock, randomness: systemRandomness, logger };
  const machine = await openSimulatedMachine({
    ...shared,
    folder: join(dataFolder, 'machine'),
    drives: environment.DIPTYCH_DRIVES,
    slots: environment.DIPTYCH_SLOTS,
    blanks: environment.DIPTYCH_BLANKS,
    paper: environment.DIPTYCH_PAPER,
    burnRate: environment.DIPTYCH_BURN_RATE,
    standIn: {
      program: process.execPath,
      leadingArguments: [join(besideProgram, 'simulated-cdrskin.js')],
    },
  });
  stack.defer(() => machine.close());
  const controller = await composeController({
    ...shared,
    dataFolder,
    machine,
    host: '127.0.0.1',
    port: environment.DIPTYCH_KIOSK_PORT,
    bankUrl: environment.DIPTYCH_BANK_URL,
    enrolmentCode: environment.DIPTYCH_ENROLMENT_CODE ?? null,
    screensFolder: environment.DIPTYCH_SCREENS ?? join(besideProgram, 'screens'),
    watchUrl: environment.DIPTYCH_WATCH_URL ?? environment.DIPTYCH_BANK_URL,
    burnSpeed: environment.DIPTYCH_BURN_SPEED,
    takeWithin: seconds(environment.DIPTYCH_TAKE_SECONDS),
    holdFor: minutes(environment.DIPTYCH_HOLD_HOURS * 60),
  });
  stack.defer(() => controller.close());
  stack.defer(keepTokenFile(join(dataFolder, 'screen-token'), controller));
  return controller.url;
}

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
    const url = await run(environment, logger, stack);
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
