import { splitError } from '../errors.ts';
import { presetLimits } from '../preset.ts';
import type { IndexSummary } from '../types.ts';

/** Of the bits that a preset may take of pictures, as many must be there. The rest is what dark and still films do not have. */
const LEAST_PART = 0.6;
/** No more of a title may stay as it is. */
const MOST_UNSPLIT = 0.02;

/**
 * Refuses a title of which too little can be taken away: what stays could be watched.
 *
 * @returns what it was given.
 * @throws AppError `INDEX_COVERAGE`, with what is covered and what is not, and why.
 */
export function requireCoverage<Summary extends CoveredTitle>(summary: Summary): Summary {
  const { preset, expectedBits, vobBytes, unsplitBytes } = summary;
  const wanted = (presetLimits[preset].video / 100) * vobBytes * 8;
  const part = wanted === 0 ? 0 : (expectedBits.distributor + expectedBits.order) / wanted;
  const unsplit = vobBytes === 0 ? 1 : unsplitBytes / vobBytes;
  if (part >= LEAST_PART && unsplit <= MOST_UNSPLIT) return summary;
  const sentences = [
    'This title cannot be split well enough to be sold.',
    `Of what preset '${preset}' takes of pictures, ${percent(part)} is there (${percent(LEAST_PART)} is needed).`,
    `${percent(unsplit)} of it is left as it is (${percent(MOST_UNSPLIT)} at most)${because(summary.unsplit)}.`,
  ];
  throw splitError('INDEX_COVERAGE', sentences.join(' '), {
    preset,
    expectedBits,
    candidates: summary.candidates,
    vobBytes,
    unsplitBytes,
    unsplit: summary.unsplit,
    leftOut: summary.leftOut,
  });
}

/** What of a summary is looked at. */
export type CoveredTitle = Pick<
  IndexSummary,
  'preset' | 'expectedBits' | 'candidates' | 'vobBytes' | 'unsplit' | 'unsplitBytes' | 'leftOut'
>;

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function because(reasons: Readonly<Record<string, number>>): string {
  const named = Object.entries(reasons).map(([code, blocks]) => `${code} in ${blocks} blocks`);
  return named.length === 0 ? '' : `: ${named.join(', ')}`;
}
