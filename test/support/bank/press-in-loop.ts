import type { Generation } from '../../../app/bank/generate/generation.ts';
import { Press, type PressParts } from '../../../app/bank/generate/press.ts';

/** A press in the loop of the bank, which closes titles as soon as nobody uses them. */
export function pressInLoop(parts: PressParts): Generation {
  const press = new Press(parts);
  return {
    async open(order) {
      const stream = await press.open(order);
      return {
        ...stream,
        close() {
          stream.close();
          press.rest();
        },
      };
    },
    async writeComplement(order, path, signal) {
      await press.writeComplement(order, path, signal);
      press.rest();
    },
  };
}
