import { valuesOf } from './level-keys.ts';

/** Chances are counted in 256ths. */
export const BIAS_UNIT = 256;

/**
 * The chance of each of 256 equally likely bytes: the arcsine law of Tardos, p = sin²(r) with r uniform, cut off at c0 = 1/256 and
 * 1 - c0, in 256ths. Where it is cut off, c colluders mostly have all the same bit and can show nothing by it: at most c x c0 of their
 * scores are lost, 4 to 8 % for 10 to 20 of them, and as many more places make up for it. Without the cut-off one place
 * of a rare bit would weigh as much as hundreds of others in a trace that reads 20 000 of them.
 */
const thresholdOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const cut = Math.asin(Math.sqrt(1 / BIAS_UNIT));
  const angle = cut + ((byte + 0.5) / 256) * (Math.PI / 2 - 2 * cut);
  return Math.round(BIAS_UNIT * Math.sin(angle) ** 2);
});

/**
 * How likely each candidate bit of level U is to be written as 1 where it is drawn: the same for all orders of a title.
 *
 * @param traceKey 32 bytes, the title's; whoever has it can take the mark out.
 * @param count candidates of all bit lanes of the block, one lane after another, each in stream order.
 * @returns a threshold a candidate, 1 to 255: the chance of a 1 is threshold / 256.
 */
export function biasThresholds(traceKey: Uint8Array, block: number, count: number): Uint8Array {
  const thresholds = valuesOf(traceKey, block, count);
  for (let i = 0; i < count; i++) thresholds[i] = thresholdOf[thresholds[i] ?? 0] ?? 1;
  return thresholds;
}
