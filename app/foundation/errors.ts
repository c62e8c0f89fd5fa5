/** What should happen next, chosen where the error is raised. */
export type Remedy = 'retry' | 'call-attendant' | 'reject-input' | 'fix-the-code';

export interface AppErrorOptions {
  readonly remedy: Remedy;
  /** Facts for the log and for staff: numbers and names, never secrets. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error of this program.
 *
 * `code` is stable and reads `AREA_PROBLEM`; `message` is a sentence for a person; `remedy` says what to do.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly remedy: Remedy;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
    this.context = options.context ?? {};
  }
}

/** Whether `error` is an {@link AppError}, with that code if one is given. */
export function isAppError(error: unknown, code?: string): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** Throws for a case that the types say cannot happen. */
export function unreachable(value: never): never {
  throw new AppError('PROGRAM_UNREACHABLE', `No case for ${JSON.stringify(value)}.`, {
    remedy: 'fix-the-code',
  });
}
