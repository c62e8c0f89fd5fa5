import { useText } from '../text/use-text.ts';
import styles from './diptych.module.css';

const HEIGHT = 240;
const STRIPS = 16;
const STRIP = HEIGHT / STRIPS;

/** How a strip of the left leaf is broken: as the engine does it, slice by slice; drawn once, the same every time. */
const broken = Array.from({ length: STRIPS }, (_, index) => {
  const chance = Math.sin(index * 12.9898) * 43758.5453;
  const part = chance - Math.floor(chance);
  return { shift: Math.round((part - 0.5) * 120), hue: Math.round(part * 300) - 60, index };
});

/** What the product is, in one drawing: the same picture on two leaves, broken and whole. */
export function Diptych() {
  const { leaves } = useText();
  return (
    <figure className={styles.figure}>
      <svg viewBox="0 0 640 240" aria-hidden="true" focusable="false" className={styles.drawing}>
        <defs>
          <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stopColor="#26415f" />
            <stop offset="0.62" stopColor="#e29a63" />
            <stop offset="1" stopColor="#f6d493" />
          </linearGradient>
          <linearGradient id="hinge" x1="0" y1="0" x2="1" y2="0">
            <stop offset="0" stopColor="#8a5f17" />
            <stop offset="0.45" stopColor="#ffe1a1" />
            <stop offset="1" stopColor="#b27a1e" />
          </linearGradient>
          <clipPath id="left">
            <path d="M0 12 314 0v240L0 228z" />
          </clipPath>
          <clipPath id="right">
            <path d="M640 12 326 0v240l314-12z" />
          </clipPath>
          {broken.map(({ index }) => (
            <clipPath key={index} id={`strip${index}`}>
              <rect x="0" y={index * STRIP} width="320" height={STRIP} />
            </clipPath>
          ))}
          <g id="scene">
            <rect x="-80" width="480" height="240" fill="url(#sky)" />
            <circle cx="214" cy="132" r="34" fill="#fff1c9" />
            <path d="M-80 170 10 108l52 40 64-62 96 92 60-40 118 66v46H-80z" fill="#43506e" />
            <path d="M-80 190q90-34 180-8t170-12 130 20v60H-80z" fill="#2b3a2f" />
            <path d="M-80 214q110-22 220-6t260-8v50H-80z" fill="#1a241d" />
            <path
              d="M56 204v-10H30l16-22H36l14-20h-8l18-26 18 26h-8l14 20H74l16 22H64v10z"
              fill="#101812"
            />
          </g>
        </defs>
        <g clipPath="url(#left)">
          {broken.map(({ index, shift, hue }) => (
            <g key={index} clipPath={`url(#strip${index})`}>
              <use href="#scene" x={shift} filter={`hue-rotate(${hue}deg) saturate(1.6)`} />
            </g>
          ))}
        </g>
        <g clipPath="url(#right)">
          <use href="#scene" x="320" />
        </g>
        <rect x="314" y="0" width="12" height="240" rx="2" fill="url(#hinge)" />
      </svg>
      <figcaption className={styles.caption}>
        <div>
          <h2>{leaves.disc}</h2>
          <p>{leaves.onDisc}</p>
        </div>
        <div>
          <h2>{leaves.film}</h2>
          <p>{leaves.atBank}</p>
        </div>
      </figcaption>
      <p className={styles.together}>{leaves.together}</p>
    </figure>
  );
}
