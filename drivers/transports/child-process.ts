import { spawn } from 'node:child_process';
import { AppError } from '../../app/foundation/errors.ts';

export type ChildStream = 'stdout' | 'stderr';

/** How a child ended. `code` is null where a signal ended it. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Added to this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called for every line of output; lines end at CR or LF, and empty ones are left out. */
  readonly onLine: (line: string, stream: ChildStream) => void;
}

/** A child process as its driver sees it. */
export interface RunningChild {
  /**
   * Feeds its standard input; resolves when the bytes are passed on, so that the sender goes no faster than the child.
   *
   * @returns false once the child reads no more (EPIPE): not an error, it is about to say why.
   */
  write(chunk: Uint8Array): Promise<boolean>;
  /** Ends its standard input. */
  end(): void;
  /**
   * Resolves when the child has ended and all its output has been read.
   *
   * Rejects with `DEVICE_OFFLINE` if it could not be started.
   */
  readonly exited: Promise<ChildExit>;
  kill(signal: NodeJS.Signals): void;
}

export type ChildLauncher = (command: ChildCommand) => RunningChild;

/** Starts a real process. */
export const launchChild: ChildLauncher = (command) => {
  const child = spawn(command.program, command.arguments, {
    env: { ...process.env, ...command.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C at a terminal is ours to hear, and the child hears of it from us, once.
    detached: true,
  });
  const exited = new Promise<ChildExit>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new AppError('DEVICE_OFFLINE', `The program ${command.program} cannot be started.`, {
          remedy: 'call-attendant',
          context: { program: command.program },
          cause,
        }),
      ),
    );
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // Where the system has no more files to give there are no pipes, whatever its type says; `exited` says why.
  const pipes: Partial<typeof child> = child;
  const { stdin } = pipes;
  if (!stdin) return unborn(exited);
  for (const stream of ['stdout', 'stderr'] as const) {
    const split = lineSplitter((line) => command.onLine(line, stream));
    child[stream].setEncoding('utf8');
    child[stream].on('data', split.push);
    child[stream].on('end', split.flush);
  }
  let reading = true;
  stdin.on('error', () => {
    reading = false;
  });
  stdin.on('close', () => {
    reading = false;
  });
  return {
    write: (chunk) =>
      new Promise((resolve) => {
        if (!reading) {
          resolve(false);
          return;
        }
        const onClose = () => resolve(false);
        stdin.once('close', onClose);
        stdin.write(chunk, (error) => {
          stdin.off('close', onClose);
          resolve(!error);
        });
      }),
    end: () => {
      stdin.end();
    },
    exited,
    kill: (signal) => {
      child.kill(signal);
    },
  };
};

function unborn(exited: Promise<ChildExit>): RunningChild {
  return { write: () => Promise.resolve(false), end: () => {}, exited, kill: () => {} };
}

/** Characters of the longest line that anybody waits for; what is longer is passed on in pieces. */
const LONGEST_LINE = 65_536;

/** Cuts text that arrives in pieces into lines, at CR and LF alike. */
export function lineSplitter(onLine: (line: string) => void): {
  readonly push: (text: string) => void;
  readonly flush: () => void;
} {
  let rest = '';
  return {
    push(text) {
      const lines = (rest + text).split(/[\r\n]/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') onLine(line);
      if (rest.length > LONGEST_LINE) {
        onLine(rest);
        rest = '';
      }
    },
    flush() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
