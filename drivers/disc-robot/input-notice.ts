import type { Clock } from '../../app/foundation/clock.ts';
import { minutes } from '../../app/foundation/units.ts';
import type { StorageUnit } from './contract.ts';

/** So long an input that was found empty is believed to be: then somebody may have filled it, and it is worth a try. */
const BELIEVED = minutes(2);

/** What is known of the input of a robot that finds out only by taking a disc. */
export class InputNotice {
  readonly #clock: Clock;
  #last: StorageUnit['replenishment'] = 'unknown';
  #since = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get replenishment(): StorageUnit['replenishment'] {
    const isOld = this.#clock.monotonic() - this.#since >= BELIEVED;
    return this.#last === 'empty' && isOld ? 'unknown' : this.#last;
  }

  note(replenishment: StorageUnit['replenishment']): void {
    this.#last = replenishment;
    this.#since = this.#clock.monotonic();
  }
}
