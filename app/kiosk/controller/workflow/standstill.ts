/** Why nothing is moved any more until a person has looked, and who waits for that. */
export class Standstill {
  #reason: string | null = null;
  readonly #waiting = new Set<() => void>();

  /** Null while discs are moved. */
  get reason(): string | null {
    return this.#reason;
  }

  begin(reason: string): void {
    this.#reason = reason;
  }

  /** Where it stands still already, the first reason is the cause of what follows it. */
  beginUnlessBegun(reason: string): void {
    this.#reason ??= reason;
  }

  end(): void {
    this.#reason = null;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const goOn of waiting) goOn();
  }

  /** Resolves at once while discs are moved, otherwise when they are again, however long that takes. Rejects with the signal's reason. */
  async over(signal: AbortSignal): Promise<void> {
    while (this.#reason !== null) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          this.#waiting.delete(goOn);
          reject(signal.reason as Error);
        };
        const goOn = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        this.#waiting.add(goOn);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    }
  }
}
