import { useEffect, useRef } from 'react';
import type { Title } from '../../../contracts/title.ts';
import { breakPicture, seedOf } from '../flow/broken-picture.ts';
import { mediaAddress } from './poster.tsx';

interface BrokenPosterProps {
  readonly title: Title;
  readonly className?: string | undefined;
  /** Width over height of the place it fills. */
  readonly shape: number;
}

const HEIGHT = 480;

/** The poster as the disc alone would show it. Drawn here, from the poster itself. */
export function BrokenPoster({ title, className, shape }: BrokenPosterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = Math.round(HEIGHT * shape);
  useEffect(() => {
    const picture = new Image();
    picture.addEventListener('load', () => {
      const context = canvas.current?.getContext('2d', { willReadFrequently: true });
      if (context === null || context === undefined) return;
      drawCovering(context, picture, width, HEIGHT);
      const pixels = context.getImageData(0, 0, width, HEIGHT);
      breakPicture(pixels.data, width, HEIGHT, seedOf(title.titleId));
      context.putImageData(pixels, 0, 0);
    });
    picture.src = mediaAddress(title.poster);
  }, [title.poster, title.titleId, width]);
  return (
    <canvas ref={canvas} className={className} width={width} height={HEIGHT} aria-hidden="true" />
  );
}

/** As `object-fit: cover` does: filled, centred, cut where it is too long. */
function drawCovering(
  context: CanvasRenderingContext2D,
  picture: HTMLImageElement,
  width: number,
  height: number,
): void {
  const scale = Math.max(width / picture.naturalWidth, height / picture.naturalHeight);
  const [drawnWidth, drawnHeight] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
  const [left, top] = [(width - drawnWidth) / 2, (height - drawnHeight) / 2];
  context.drawImage(picture, left, top, drawnWidth, drawnHeight);
}
