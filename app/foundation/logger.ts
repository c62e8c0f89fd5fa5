/** Facts of one log line: names and numbers, never secrets, never a person's name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The part of pino's interface that this program uses. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
