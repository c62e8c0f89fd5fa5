import { mediumVerdict } from './burn-verdict.ts';
import type { Medium, MediumState, OpticalDriveError } from './contract.ts';

/**
 * Why a disc is not to be burned, by a look at it before; null where it may be tried.
 *
 * @param overwrite whether a rewritable disc that is used will do.
 */
export function refusalOf(medium: Medium, overwrite: boolean): OpticalDriveError | null {
  const isUsed = medium.state === 'complete' || medium.state === 'appendable';
  if (isUsed && overwrite && medium.type.includes('RW')) return null;
  return mediumVerdict(
    { medium: stateForBurning(medium), complaints: [] },
    { medium: medium.state, type: medium.type },
  );
}

/** A finished disc may show the profile of a pressed one: either is one that is not blank. */
function stateForBurning({ state, type }: Medium): MediumState {
  return state === 'unsuitable' && type === 'DVD-ROM' ? 'complete' : state;
}
