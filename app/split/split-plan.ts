import type { Extent } from '../foundation/byte-source.ts';
import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { splitError } from './errors.ts';
import { levels } from './lanes.ts';
import type { SplitPlan, TitleIndex } from './types.ts';

const KEY_BYTES = 32;

/**
 * Refuses a plan that would write where it must not.
 *
 * @throws AppError `SPLIT_PLAN`.
 */
export function checkPlan(plan: SplitPlan, index: TitleIndex): void {
  if (levels.some((level) => plan.keys[level].length !== KEY_BYTES)) {
    throw refused('The keys must have 32 bytes.');
  }
  if (plan.navIdentifier !== null && plan.navIdentifier.length !== VOBU_ISRC_BYTES) {
    throw refused('The identifier for NAV packs must have 32 bytes.');
  }
  if (plan.mapArea !== null && plan.mapArea.length < index.mapRoom) {
    throw refused('The map area is too small for this index.');
  }
  const areas: Extent[] = [
    ...index.extents,
    ...plan.overlays.map((overlay) => ({ offset: overlay.position, length: overlay.bytes.length })),
    ...(plan.mapArea === null ? [] : [plan.mapArea]),
  ].sort((a, b) => a.offset - b.offset);
  let end = 0;
  for (const area of areas) {
    if (area.offset < end) {
      throw refused('VOBs, map area and overlays touch each other.');
    }
    end = area.offset + area.length;
  }
  if (end > index.imageSize)
    throw refused('Something is to be written behind the end of the image.');
}

function refused(message: string): Error {
  return splitError('SPLIT_PLAN', message);
}
