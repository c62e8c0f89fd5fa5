/** Runs what was put on it in reverse order, each once, each even when another fails. */
export class DisposalStack {
  readonly #actions: (() => void | Promise<void>)[] = [];

  defer(action: () => void | Promise<void>): void {
    this.#actions.push(action);
  }

  /** @throws AggregateError with every failure, after all have run. */
  async dispose(): Promise<void> {
    const failures: unknown[] = [];
    for (let action = this.#actions.pop(); action; action = this.#actions.pop()) {
      try {
        await action();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed.');
  }
}
