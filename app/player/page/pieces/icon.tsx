import type { ReactNode } from 'react';

const strokes = {
  play: <path d="M7 4.5v15l12-7.5z" fill="currentColor" />,
  pause: <path d="M7 5h3.5v14H7zM13.500 5H17v14h-3.500z" fill="currentColor" />,
  stop: <path d="M6.5 6.500h11v11h-11z" fill="currentColor" />,
  sound: (
    <path d="M4 9.500v5h3.5L12 19V5L7.5 9.500zM15.5 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />
  ),
  silent: <path d="M4 9.500v5h3.5L12 19V5L7.5 9.500zM16 9.500l5 5M21 9.500l-5 5" />,
  enlarge: <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />,
  reduce: <path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5" />,
  text: <path d="M3 19 8.5 5 14 19M5 14.500h7M15.5 19l3-8 3 8M16.5 16.500h4" />,
  contrast: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" />
    </>
  ),
  language: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3" />
    </>
  ),
  attention: <path d="M12 4 2.5 20h19zM12 10v4.500M12 17.300v.2" />,
  check: <path d="m5 12.5 4.5 4.500L19 7.5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof strokes;

/** A line drawing beside a name. It says nothing to a screen reader. */
export function Icon({ name, size = 22 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {strokes[name]}
    </svg>
  );
}
