import type { PlayerState } from '../ports.ts';

/** What a device is doing; says so to whoever listens when it changes, and to the second how far it is ahead. */
export class StateHolder {
  readonly #listeners = new Set<(state: PlayerState) => void>();
  #state: PlayerState = { at: 'ready' };

  get state(): PlayerState {
    return this.#state;
  }

  set(state: PlayerState): void {
    const before = this.#state;
    if (before.at === 'closed') return;
    this.#state = state;
    if (!isSame(before, state)) for (const listener of this.#listeners) listener(state);
  }

  /** @returns stops listening. */
  on(listener: (state: PlayerState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isSame(before: PlayerState, after: PlayerState): boolean {
  if (before.at === 'playing' && after.at === 'playing') {
    return Math.floor(before.aheadSeconds) === Math.floor(after.aheadSeconds);
  }
  if (before.at === 'waiting' && after.at === 'waiting') return before.since === after.since;
  return before.at === after.at && after.at !== 'ended';
}
