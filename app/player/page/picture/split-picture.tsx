import { useEffect, useRef, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { drawLeaves, type LeafSize } from './draw-leaves.ts';
import type { FilmFeed } from './film-feed.ts';
import { Hinge } from './hinge.tsx';
import styles from './split-picture.module.css';

interface SplitPictureProps {
  readonly feed: FilmFeed;
  readonly leaf: LeafSize;
}

/** One video, drawn twice: left of the hinge as it is on the disc, right of it the film. */
export function SplitPicture({ feed, leaf }: SplitPictureProps) {
  const { leaves, watching } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const place = useRef<HTMLElement>(null);
  const [share, setShare] = useState(50);
  const shown = useRef(share);

  useEffect(() => {
    const holder = place.current;
    return holder === null ? undefined : feed.showIn(holder, styles.video ?? '');
  }, [feed]);

  useEffect(() => {
    const { picture } = feed;
    let request = 0;
    const draw = () => {
      drawLeaves(canvas.current, picture, leaf, shown.current);
      request = picture.requestVideoFrameCallback(draw);
    };
    request = picture.requestVideoFrameCallback(draw);
    return () => picture.cancelVideoFrameCallback(request);
  }, [feed, leaf]);

  const move = (next: number) => {
    shown.current = next;
    setShare(next);
    drawLeaves(canvas.current, feed.picture, leaf, next);
  };
  return (
    <figure
      ref={place}
      aria-label={watching.picture}
      className={styles.picture}
      style={{ aspectRatio: `${leaf.width} / ${leaf.height}` }}
    >
      <canvas
        ref={canvas}
        className={styles.canvas}
        width={leaf.width}
        height={leaf.height}
        aria-hidden="true"
      />
      <span className={`${styles.leaf} ${styles.left}`} aria-hidden="true">
        {leaves.disc}
      </span>
      <span className={`${styles.leaf} ${styles.right}`} aria-hidden="true">
        {leaves.film}
      </span>
      <Hinge share={share} onMove={move} />
    </figure>
  );
}
