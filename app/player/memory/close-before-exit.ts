/** What a process can be ended by. */
export interface EndingProcess {
  on(event: string, listener: (cause: unknown) => void): unknown;
  off(event: string, listener: (cause: unknown) => void): unknown;
  exit(code: number): void;
}

export interface CloseBeforeExit {
  /** Begins with zeroising, before it waits for anything. */
  close(): Promise<void>;
  /** Told of an error that nobody caught, once. */
  onUncaught(error: unknown): void;
  /** Those for which nobody else sees to that; all if not given. */
  readonly signals?: readonly EndingSignal[];
  readonly process?: EndingProcess;
}

/** Signals by which a program is asked to end (signal(7)), with the exit status that shells expect. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const CRASHED = 1;

export type EndingSignal = keyof typeof SIGNALS;
const allSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Closes what holds bits of film before the process exits: asked by a signal, or because of an error that nobody caught.
 * A second signal exits at once, by when everything is zeros. SIGKILL and a crash of Node itself leave no time; the
 * memory goes back to the kernel then, which zeros it before anybody gets it.
 *
 * @returns lets the process end as it would without.
 */
export function closeBeforeExit(request: CloseBeforeExit): () => void {
  const ending = request.process ?? process;
  let isEnding = false;
  const end = (status: number) => {
    if (isEnding) {
      ending.exit(status);
      return;
    }
    isEnding = true;
    request.close().then(
      () => ending.exit(status),
      () => ending.exit(status),
    );
  };
  const listeners = new Map<string, (cause: unknown) => void>();
  for (const signal of request.signals ?? allSignals) {
    listeners.set(signal, () => end(SIGNALS[signal]));
  }
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    listeners.set(event, (error) => {
      if (!isEnding) request.onUncaught(error);
      end(CRASHED);
    });
  }
  for (const [event, listener] of listeners) ending.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) ending.off(event, listener);
  };
}
