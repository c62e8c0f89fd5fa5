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
  const place = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(50);
  const shown = useRef(share);
  const { video } = feed;

  useEffect(() => {
    const holder = place.current;
    video.className = styles.video ?? '';
    video.setAttribute('aria-hidden', 'true');
    video.tabIndex = -1;
    holder?.prepend(video);
    return () => video.remove();
  }, [video]);

  useEffect(() => {
    let request = 0;
    const draw = () => {
      drawLeaves(canvas.current, video, leaf, shown.current);
      request = video.requestVideoFrameCallback(draw);
    };
    request = video.requestVideoFrameCallback(draw);
    return () => video.cancelVideoFrameCallback(request);
  }, [video, leaf]);

  const move = (next: number) => {
    shown.current = next;
    setShare(next);
    drawLeaves(canvas.current, video, leaf, next);
  };
  return (
    <div
      ref={place}
      className={styles.picture}
      style={{ aspectRatio: `${leaf.width} / ${leaf.height}` }}
    >
      <canvas
        ref={canvas}
        className={styles.canvas}
        width={leaf.width}
        height={leaf.height}
        role="img"
        aria-label={watching.picture}
      />
      <span className={`${styles.leaf} ${styles.left}`} aria-hidden="true">
        {leaves.disc}
      </span>
      <span className={`${styles.leaf} ${styles.right}`} aria-hidden="true">
        {leaves.film}
      </span>
      <Hinge share={share} onMove={move} />
    </div>
  );
}
