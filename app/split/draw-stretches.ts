import { STRETCH_CHOICE, STRETCH_DRAW } from './chance.ts';
import { stretchClassOf } from './classes.ts';
import { type DrawnStretch, readPieces, type Stretch } from './stretches.ts';

/** Whether a stretch of a class is drawn. @param draws of the block, as `drawsOf` gives them. */
export function isStretchDrawn(draws: Buffer, number: number, lane: number): boolean {
  return draws.readUInt16BE(number * STRETCH_DRAW) < stretchClassOf(lane).probability * 0x10000;
}

/** Which stretches of a block are drawn. @param draws of the block, as `drawsOf` gives them. */
export function drawnStretches(stretches: readonly Stretch[], draws: Buffer): readonly Stretch[] {
  return stretches.filter(({ lane }, number) => isStretchDrawn(draws, number, lane));
}

/**
 * What is written over the drawn stretches of a block.
 *
 * @param choices of the block, as `choicesOf` gives them.
 */
export function computeStretches(
  stretches: readonly Stretch[],
  master: Uint8Array,
  draws: Buffer,
  choices: Buffer,
): DrawnStretch[] {
  return stretches.flatMap(({ lane, shape, pieces }, number) => {
    if (!isStretchDrawn(draws, number, lane)) return [];
    const chance = choices.subarray(number * STRETCH_CHOICE, (number + 1) * STRETCH_CHOICE);
    const bytes = stretchClassOf(lane).compute(readPieces(master, pieces), shape, chance);
    return [{ lane, pieces, bytes }];
  });
}
