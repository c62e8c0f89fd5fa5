import type { ReactNode } from 'react';
import type { GuidedJob, OpenJob } from '../../../../contracts/panel-view.ts';
import { unreachable } from '../../flow/unreachable.ts';
import { Arrow, Cabinet, Disc, DriveFront, Pile, Printer, Sheets } from './drawing-parts.tsx';
import styles from './drawings.module.css';

interface StepPictureProps {
  readonly job: GuidedJob;
  readonly step: OpenJob['step'];
}

/** What the hands do at a step of a guided job: lines for the machine, gilt for what is moved, an arrow for where to. */
export function StepPicture({ job, step }: StepPictureProps) {
  return (
    <svg className={styles.step} viewBox="0 0 320 200" aria-hidden="true" focusable="false">
      {pictureOf(step, isOfPaper(job))}
    </svg>
  );
}

function isOfPaper(job: GuidedJob): boolean {
  return job === 'load-paper' || job === 'change-ink';
}

function pictureOf(step: OpenJob['step'], ofPaper: boolean): ReactNode {
  switch (step) {
    case 'open-door':
      return (
        <>
          <Cabinet x={120} />
          <path className={styles.moved} d="M120 18 62 40v140l58 2z" />
          <circle className={styles.line} cx="72" cy="110" r="4" />
          <Arrow d="M108 104H34" />
        </>
      );
    case 'close-door':
      return (
        <>
          <Cabinet x={120} />
          <path className={styles.moved} d="M120 18 92 28v148l28 6z" />
          <Arrow d="M28 104h62" />
        </>
      );
    case 'take-out':
      return (
        <>
          <path className={styles.line} d="M70 96v84h180V96" />
          {ofPaper ? <Sheets x={110} y={104} /> : <Pile x={160} y={150} discs={4} />}
          <Arrow d="M160 92V22" />
        </>
      );
    case 'insert-blanks':
      return (
        <>
          <path className={styles.line} d="M60 176h200M160 176V70" />
          <Pile x={160} y={160} discs={4} isStill />
          <Disc x={160} y={40} />
          <Arrow d="M248 34v74" />
        </>
      );
    case 'insert-paper':
      return (
        <>
          <Printer />
          <Sheets x={110} y={16} />
          <Arrow d="M246 20v66" />
        </>
      );
    case 'insert-ink':
      return (
        <>
          <Printer />
          <path className={styles.moved} d="M134 22h52v44h-12v10h-28V66h-12z" />
          <path className={styles.line} d="M160 34c7 9 9 12 9 16a9 9 0 0 1-18 0c0-4 2-7 9-16z" />
          <Arrow d="M246 20v66" />
        </>
      );
    case 'free-the-way':
      return (
        <>
          <path className={styles.line} d="M40 30h240M150 30v46M120 76h60M124 76v22M176 76v22" />
          <g transform="rotate(-16 160 118)">
            <Disc x={160} y={118} />
          </g>
          <path className={styles.line} d="M40 180h240" />
          <Arrow d="M216 118h64" />
        </>
      );
    case 'swap':
      return (
        <>
          <DriveFront x={60} y={24} />
          <g className={styles.gilded}>
            <DriveFront x={60} y={124} />
          </g>
          <Arrow d="M238 54h56" />
          <Arrow d="M294 154h-56" />
        </>
      );
    case 'insert-cleaning-disc':
      return (
        <>
          <DriveFront x={60} y={106} />
          <path className={styles.body} d="M76 152h168v16H76z" />
          <Disc x={160} y={60} />
          <path className={styles.line} d="M128 54v-10M160 48v-10M192 54v-10" />
          <Arrow d="M262 52v74" />
        </>
      );
    case 'count':
      return (
        <>
          {ofPaper ? <Sheets x={70} y={60} /> : <Pile x={120} y={150} discs={5} />}
          <path className={styles.line} d="M206 46h14v118h-14" />
          <text className={styles.number} x="236" y="118">
            123
          </text>
        </>
      );
    case 'self-test':
      return (
        <>
          <Cabinet x={90} />
          <path className={styles.arrow} d="M20 104h92l16-40 24 80 18-56 10 16h120" />
        </>
      );
    case 'done':
      return (
        <>
          <Cabinet x={90} />
          <circle className={styles.moved} cx="196" cy="130" r="44" />
          <path className={styles.line} d="m176 130 14 15 27-30" />
        </>
      );
    default:
      return unreachable(step);
  }
}
