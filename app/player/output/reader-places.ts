import { AppError } from '../../foundation/errors.ts';

/** One connection that gets film. */
export interface ReaderPlace {
  readonly signal: AbortSignal;
  /** Says that its reader took something: it is not stuck. */
  moved(): void;
  leave(): void;
}

interface Held {
  readonly controller: AbortController;
  lastMove: number;
}

/**
 * Room for a few connections of one client. A player that seeks leaves one and opens another, and sometimes forgets the first;
 * where there is no room the one that has not moved for longest gives way.
 */
export class ReaderPlaces {
  readonly #room: number;
  readonly #places = new Set<Held>();
  #moves = 0;

  constructor(room: number) {
    this.#room = room;
  }

  enter(): ReaderPlace {
    while (this.#places.size >= this.#room) this.#dismissSlowest();
    const held: Held = { controller: new AbortController(), lastMove: this.#moves++ };
    this.#places.add(held);
    return {
      signal: held.controller.signal,
      moved: () => {
        held.lastMove = this.#moves++;
      },
      leave: () => {
        this.#places.delete(held);
        held.controller.abort(gone('The player left.'));
      },
    };
  }

  dismissAll(): void {
    while (this.#places.size > 0) this.#dismissSlowest();
  }

  #dismissSlowest(): void {
    const [slowest] = [...this.#places].sort((a, b) => a.lastMove - b.lastMove);
    if (slowest === undefined) return;
    this.#places.delete(slowest);
    slowest.controller.abort(gone('A newer connection of the same player took the place.'));
  }
}

function gone(sentence: string): AppError {
  return new AppError('PLAYER_OUTPUT_GONE', sentence, { remedy: 'retry' });
}
