/** Lengths on paper are millimetres everywhere in `templates/`; PDF counts in points of 1/72 inch. */
const POINTS_PER_MILLIMETRE = 72 / 25.4;

/** A rectangle on paper: millimetres, from the top left corner of whatever it is drawn in. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function points(millimetres: number): number {
  return millimetres * POINTS_PER_MILLIMETRE;
}

export function millimetresOf(pointCount: number): number {
  return pointCount / POINTS_PER_MILLIMETRE;
}
