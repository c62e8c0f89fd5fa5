import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useText } from '../text/use-text.ts';
import styles from './hinge.module.css';
import { hingeStep } from './hinge-step.ts';

interface HingeProps {
  /** Percent of the width that shows the disc. */
  readonly share: number;
  readonly onMove: (share: number) => void;
}

/** The gilded hinge: wherever the picture is touched, it comes; by key it goes in steps. */
export function Hinge({ share, onMove }: HingeProps) {
  const { watching } = useText();
  const area = useRef<HTMLDivElement>(null);
  const follow = ({ clientX }: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    const percent = ((clientX - box.left) / box.width) * 100;
    onMove(Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10);
  };
  const press = (event: KeyboardEvent) => {
    const next = hingeStep(event.key, share);
    if (next === null) return;
    event.preventDefault();
    onMove(next);
  };
  return (
    <div
      ref={area}
      className={styles.area}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
      }}
    >
      <div className={styles.hinge} style={{ left: `${share}%` }}>
        <input
          className={styles.handle}
          type="range"
          min={0}
          max={100}
          step={0.1}
          value={share}
          aria-label={watching.hinge}
          aria-valuetext={watching.hingeAt(Math.round(share))}
          onKeyDown={press}
          onChange={(event) => onMove(Number(event.target.value))}
        />
        <span className={styles.line} />
        <span className={styles.grip}>
          <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
            <path
              d="M10 7 4 14l6 7M18 7l6 7-6 7"
              fill="none"
              stroke="currentColor"
              strokeWidth="2.5"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
        </span>
      </div>
    </div>
  );
}
