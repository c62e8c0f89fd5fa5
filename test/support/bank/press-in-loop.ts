import type { Generation } from '../../../app/bank/generate/generation.ts';
import { Press, type PressParts } from '../../../app/bank/generate/press.ts';
import {
  openDistributorImage,
  openMainStream,
  writeOrderOverlay,
} from '../../../app/split/index.ts';
import { fakeLevels } from './fake-titles.ts';

/** A press in the loop of the bank, which closes titles as soon as nobody uses them. Beside the split's main streams, its levels. */
export function pressInLoop(parts: Pick<PressParts, 'titles' | 'openMainStream'>): Generation {
  const levels =
    parts.openMainStream === openMainStream
      ? { openDistributorImage, writeOrderOverlay }
      : fakeLevels;
  const press = new Press({ ...parts, ...levels });
  const resting = <Opened extends { close(): void }>(opened: Opened): Opened => ({
    ...opened,
    close() {
      opened.close();
      press.rest();
    },
  });
  return {
    open: async (order) => resting(await press.open(order)),
    openImage: async (title) => resting(await press.openImage(title)),
    openOverlay: async (order) => resting(await press.openOverlay(order)),
    async writeComplement(order, path, signal) {
      await press.writeComplement(order, path, signal);
      press.rest();
    },
  };
}
