/** The steps whose progress is counted, in sectors. */
export type CountedStep = 'prepared' | 'burning' | 'checking';

/** How far the steps under way are. In memory only: after a restart nothing is under way. */
export class LiveProgress {
  readonly #orders = new Map<string, Map<CountedStep, number>>();
  readonly #listeners = new Set<() => void>();

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  note(orderId: string, step: CountedStep, sectors: number): void {
    const steps = this.#orders.get(orderId) ?? new Map<CountedStep, number>();
    if (steps.get(step) === sectors) return;
    steps.set(step, sectors);
    this.#orders.set(orderId, steps);
    for (const listener of this.#listeners) listener();
  }

  sectorsOf(orderId: string, step: CountedStep): number {
    return this.#orders.get(orderId)?.get(step) ?? 0;
  }

  /** A new disc begins: what was counted of the one before is void. */
  beginDisc(orderId: string): void {
    this.#orders.get(orderId)?.delete('burning');
    this.#orders.get(orderId)?.delete('checking');
  }

  forget(orderId: string): void {
    this.#orders.delete(orderId);
  }
}
