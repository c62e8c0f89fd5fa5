import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../../foundation/errors.ts';

/** Where secrets come from: a person at the terminal, or lines of standard input in the order in which they are asked for. */
export interface Asker {
  /** Whether a person types. */
  readonly isTerminal: boolean;
  /** @throws AppError `ASK_NO_TERMINAL`, `CLI_INTERRUPTED`; the signal's reason. */
  line(question: string, signal?: AbortSignal): Promise<string>;
  /** The same, and nothing of it is shown. */
  secret(question: string, signal?: AbortSignal): Promise<string>;
}

/** Asks on standard error, so that standard output is free for a film. */
export const terminalAsker: Asker = {
  isTerminal: true,
  line: (question, signal) => ask(question, process.stderr, signal),
  secret: async (question, signal) => {
    process.stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const answer = await ask('', nowhere, signal);
    process.stderr.write('\n');
    return answer;
  },
};

function ask(
  question: string,
  output: NodeJS.WritableStream,
  signal?: AbortSignal,
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new AppError(
      'ASK_NO_TERMINAL',
      'There is no terminal to ask at. Give secrets on standard input with --password-stdin, the member number with --member.',
      { remedy: 'reject-input' },
    );
  }
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const answer = new Promise<string>((resolve, reject) => {
    lines.once('SIGINT', () =>
      reject(new AppError('CLI_INTERRUPTED', 'Interrupted.', { remedy: 'retry' })),
    );
    lines.question(question, resolve);
  });
  // Closed in any case, or the terminal would go on hiding what is typed.
  return unlessAborted(answer, signal).finally(() => lines.close());
}

/** What an asker of lines reads: standard input, or as much of it as it needs. */
export type LineInput = NodeJS.ReadableStream & { ref?(): unknown; unref?(): unknown };

/**
 * Lines of standard input; what else is on it is left there. Whoever writes it may keep it open: it holds the program only as
 * long as a line is waited for.
 */
export function standardInputAsker(input: LineInput = process.stdin): Asker {
  const lines = createInterface({ input, terminal: false })[Symbol.asyncIterator]();
  input.unref?.();
  const next = async (_question: string, signal?: AbortSignal) => {
    input.ref?.();
    try {
      const { done, value } = await unlessAborted(lines.next(), signal);
      if (done !== true) return value;
    } finally {
      input.unref?.();
    }
    throw new AppError('ASK_NO_TERMINAL', 'Standard input has not all that was asked for.', {
      remedy: 'reject-input',
    });
  };
  return { isTerminal: false, line: next, secret: next };
}

/** @throws what the promise rejects with; the signal's reason where it aborts first. */
function unlessAborted<Result>(promise: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
