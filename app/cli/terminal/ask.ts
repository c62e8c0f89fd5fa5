import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../../foundation/errors.ts';

/** Where secrets come from: a person at the terminal, or lines of standard input in the order in which they are asked for. */
export interface Asker {
  /** Whether a person types. */
  readonly isTerminal: boolean;
  /** @throws AppError `ASK_NO_TERMINAL`, `CLI_INTERRUPTED`. */
  line(question: string): Promise<string>;
  /** The same, and nothing of it is shown. */
  secret(question: string): Promise<string>;
}

/** Asks on standard error, so that standard output is free for a film. */
export const terminalAsker: Asker = {
  isTerminal: true,
  line: (question) => ask(question, process.stderr),
  secret: async (question) => {
    process.stderr.write(question);
    const answer = await ask('', new Writable({ write: (_chunk, _encoding, done) => done() }));
    process.stderr.write('\n');
    return answer;
  },
};

function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new AppError(
      'ASK_NO_TERMINAL',
      'There is no terminal to ask at. Give secrets on standard input with --password-stdin, the member number with --member.',
      { remedy: 'reject-input' },
    );
  }
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      lines.close();
      reject(new AppError('CLI_INTERRUPTED', 'Interrupted.', { remedy: 'retry' }));
    });
    lines.question(question, (answer) => {
      lines.close();
      resolve(answer);
    });
  });
}

/** Lines of standard input; what else is on it is left there. */
export function standardInputAsker(): Asker {
  const lines = createInterface({ input: process.stdin, terminal: false })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done === true) {
      throw new AppError('ASK_NO_TERMINAL', 'Standard input has not all that was asked for.', {
        remedy: 'reject-input',
      });
    }
    return value;
  };
  return { isTerminal: false, line: next, secret: next };
}
