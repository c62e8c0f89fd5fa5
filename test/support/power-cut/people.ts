import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const memorySchema = z.strictObject({
  /** By the number of the order: that its customer has let the gate close once. */
  dawdled: z.array(z.int()),
  /** That the bank was away as the path says. */
  bankWasAway: z.boolean(),
  cancelled: z.boolean(),
  isFaulty: z.boolean(),
});
type Memory = z.infer<typeof memorySchema>;

/** What the people around the machine remember, whatever becomes of its power. */
export class PeoplesMemory {
  readonly #path: string;
  #memory: Memory = { dawdled: [], bankWasAway: false, cancelled: false, isFaulty: false };

  constructor(path: string) {
    this.#path = path;
    try {
      this.#memory = memorySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  get now(): Memory {
    return this.#memory;
  }

  note(change: Partial<Memory>): void {
    this.#memory = { ...this.#memory, ...change };
    writeFileSync(this.#path, JSON.stringify(this.#memory));
  }
}
