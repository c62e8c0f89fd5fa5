/** One leaf in square pixels. */
export interface LeafSize {
  readonly width: number;
  readonly height: number;
}

/** The columns of the picture that come from the disc, the rest from the film. */
export function columnsOfDisc(width: number, share: number): number {
  return Math.round((width * Math.min(100, Math.max(0, share))) / 100);
}

/**
 * Draws the current picture of the video, on which both leaves stand side by side.
 *
 * @param share percent of the width that shows the disc.
 */
export function drawLeaves(
  canvas: HTMLCanvasElement | null,
  video: HTMLVideoElement,
  { width, height }: LeafSize,
  share: number,
): void {
  const context = canvas?.getContext('2d', { alpha: false });
  if (context === null || context === undefined) return;
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
  const left = columnsOfDisc(width, share);
  const right = width - left;
  if (left > 0) context.drawImage(video, 0, 0, left, height, 0, 0, left, height);
  if (right > 0) context.drawImage(video, width + left, 0, right, height, left, 0, right, height);
}
