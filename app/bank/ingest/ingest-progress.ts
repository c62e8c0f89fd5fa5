/** The steps of adding a title, in their order. A DVD-Video is copied where a film is encoded and authored. */
export const ingestPhases = [
  'check',
  'encode',
  'author',
  'copy',
  'index',
  'image',
  'verify',
  'media',
] as const;
export type IngestPhase = (typeof ingestPhases)[number];

export interface IngestProgress {
  readonly phase: IngestPhase;
  /** Of the whole work, 0 to 100; never goes back. */
  readonly percent: number;
}

/** Shares of the whole, about as long as each step takes. */
const shares = {
  film: { check: 1, encode: 68, author: 5, copy: 0, index: 8, image: 5, verify: 3, media: 10 },
  dvd: { check: 12, encode: 0, author: 0, copy: 20, index: 35, image: 15, verify: 10, media: 8 },
} as const satisfies Record<string, Record<IngestPhase, number>>;

/** Turns how far a step is into how far the whole is. */
export function ingestProgress(
  kind: keyof typeof shares,
  tell: (progress: IngestProgress) => void,
): (phase: IngestPhase, percentOfPhase: number) => void {
  let highest = 0;
  return (phase, percentOfPhase) => {
    const before = ingestPhases
      .slice(0, ingestPhases.indexOf(phase))
      .reduce((sum, earlier) => sum + shares[kind][earlier], 0);
    const within = (shares[kind][phase] * Math.min(100, Math.max(0, percentOfPhase))) / 100;
    highest = Math.max(highest, before + within);
    tell({ phase, percent: highest });
  };
}
