import type { ReactNode } from 'react';

const strokes = {
  back: <path d="M15 5 8 12l7 7" />,
  forward: <path d="m9 5 7 7-7 7" />,
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6" />
      <path d="m15 15 5 5" />
    </>
  ),
  language: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3" />
    </>
  ),
  text: <path d="M3 19 8.5 5 14 19M5 14.500h7M15.5 19l3-8 3 8M16.5 16.500h4" />,
  contrast: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" />
    </>
  ),
  sound: (
    <path d="M4 9.500v5h3.5L12 19V5L7.5 9.500zM15.5 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />
  ),
  help: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M9.3 9.300a2.7 2.7 0 1 1 3.9 2.400c-.8.4-1.2.9-1.2 1.900M12 16.800v.2" />
    </>
  ),
  check: <path d="m5 12.5 4.5 4.500L19 7.5" />,
  cross: <path d="m6 6 12 12M18 6 6 18" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.5 2" />
    </>
  ),
  attention: <path d="M12 4 2.5 20h19zM12 10v4.500M12 17.300v.2" />,
  play: <path d="M7 4.500v15l12-7.500z" fill="currentColor" />,
  stop: <path d="M6.5 6.500h11v11h-11z" fill="currentColor" />,
  erase: <path d="M8.5 5H21v14H8.500L3 12zM11.5 9.500l5 5M16.5 9.500l-5 5" />,
  card: <path d="M3 6h18v12H3zM3 10h18M6.5 14.500H11" />,
  shade: (
    <path d="M3 12c2.5-4.5 5.5-6.5 9-6.500s6.5 2 9 6.500c-2.5 4.5-5.5 6.5-9 6.500S5.5 16.5 3 12M4.5 19.500l15-15" />
  ),
  pause: <path d="M7 5h3.5v14H7zM13.500 5H17v14h-3.500z" fill="currentColor" />,
  silent: <path d="M4 9.500v5h3.5L12 19V5L7.5 9.500zM16 9.500l5 5M21 9.500l-5 5" />,
  enlarge: <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />,
  reduce: <path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof strokes;

/**
 * A line drawing beside a word or a name. It says nothing to a screen reader.
 *
 * @param size of its square: pixels, or a length of CSS.
 */
export function Icon({
  name,
  size = 32,
}: {
  readonly name: IconName;
  readonly size?: number | string;
}) {
  return <LineDrawing size={size}>{strokes[name]}</LineDrawing>;
}

/** Strokes on a square of 24, as all signs of ours are drawn. It says nothing to a screen reader. */
export function LineDrawing({
  size,
  children,
}: {
  readonly size: number | string;
  readonly children: ReactNode;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}
