import type { Writable } from 'node:stream';
import type { Logger } from '../../foundation/logger.ts';

/** Says what went wrong unexpectedly, one line each, and nothing else. */
export function errorLogger(output: Writable): Logger {
  return {
    debug() {},
    info() {},
    warn() {},
    error(fields, message) {
      output.write(`${message} ${JSON.stringify(fields)}\n`);
    },
  };
}
