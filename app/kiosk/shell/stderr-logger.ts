import { timestamp, type Clock } from '../../foundation/clock.ts';
import type { LogFields, Logger } from '../../foundation/logger.ts';

/** Writes each line as one JSON object to the standard error output; `debug` lines are dropped. */
export function createStderrLogger(
  clock: Clock,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const at = (level: string) => (fields: LogFields, message: string) =>
    write(`${JSON.stringify({ time: timestamp(clock), level, message, ...fields })}\n`);
  return { debug() {}, info: at('info'), warn: at('warn'), error: at('error') };
}
