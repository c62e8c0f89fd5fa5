/** A kind of place, as it is counted and shown. */
export type ClassName =
  | 'acSign'
  | 'escapeSign'
  | 'motionSign'
  | 'sliceQuantiser'
  | 'mpegSoundScale'
  | 'pcmSign'
  | 'dcLuma'
  | 'dcChroma'
  | 'ac3Frame';

/** Candidates of one class that are stored one after another, as files number them. */
export interface Lane {
  readonly className: ClassName;
  /** Several bits, each of whose values shifts what follows in its chain; else a bit that may have either value. */
  readonly isDifferential: boolean;
}

/** Every lane of places, in the order of their numbers in files: the bits, then the differentials. */
export const lanes: readonly Lane[] = [
  { className: 'acSign', isDifferential: false },
  { className: 'escapeSign', isDifferential: false },
  { className: 'motionSign', isDifferential: false },
  { className: 'sliceQuantiser', isDifferential: false },
  { className: 'mpegSoundScale', isDifferential: false },
  { className: 'pcmSign', isDifferential: false },
  { className: 'dcLuma', isDifferential: true },
  { className: 'dcChroma', isDifferential: true },
  { className: 'dcChroma', isDifferential: true },
];

/** The numbers of the lanes. */
export const lane = {
  acSign: 0,
  escapeSign: 1,
  motionSign: 2,
  sliceQuantiser: 3,
  mpegSoundScale: 4,
  pcmSign: 5,
  dcLuma: 6,
  dcBlue: 7,
  dcRed: 8,
} as const;

/** Whether a lane is of places in sound. */
export function isSoundLane(number: number): boolean {
  return number === lane.mpegSoundScale || number === lane.pcmSign;
}

export const BIT_LANES = 6;
export const DIFFERENTIAL_LANES = 3;
export const LANES = BIT_LANES + DIFFERENTIAL_LANES;

/** Every class, in the order in which they are shown and in which the head of a map counts them. */
export const classNames: readonly ClassName[] = [
  'dcLuma',
  'dcChroma',
  'acSign',
  'escapeSign',
  'motionSign',
  'sliceQuantiser',
  'ac3Frame',
  'mpegSoundScale',
  'pcmSign',
];

/** The two levels of a split: what every disc of a distributor lacks, and what this one lacks. */
export const levels = ['distributor', 'order'] as const;
export type Level = (typeof levels)[number];

/** Adds up counts of lanes, and of AC-3 frames, by class. Every class is there. */
export function countByClass(
  laneCounts: ArrayLike<number>,
  ac3Frames: number,
): Record<ClassName, number> {
  const counts = Object.fromEntries(classNames.map((name) => [name, 0])) as Record<
    ClassName,
    number
  >;
  for (const [number, { className }] of lanes.entries()) {
    counts[className] += laneCounts[number] ?? 0;
  }
  counts.ac3Frame = ac3Frames;
  return counts;
}
