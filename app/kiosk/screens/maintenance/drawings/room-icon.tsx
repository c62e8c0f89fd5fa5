import type { ReactNode } from 'react';
import { LineDrawing } from '../../../../look/icon.tsx';
import type { RoomName } from '../frame/rooms.ts';

const strokes = {
  now: (
    <>
      <rect x="8" y="2.500" width="8" height="19" rx="4" />
      <path d="M12 7v.100M12 12v.100M12 17v.100" strokeWidth="3.500" />
    </>
  ),
  jobs: (
    <path d="M14.500 6.500a4.500 4.500 0 0 0-6 5.500L3 17.500 6.500 21l5.500-5.500a4.500 4.500 0 0 0 5.500-6L14.500 12 12 9.500z" />
  ),
  discs: (
    <>
      <circle cx="12" cy="12" r="9" />
      <circle cx="12" cy="12" r="2.500" />
    </>
  ),
  orders: (
    <>
      <path d="M6 3h12v18l-3-2-3 2-3-2-3 2z" />
      <path d="M9.500 8h5M9.500 12h5" />
    </>
  ),
  supplies: (
    <path d="M12 3c5 0 8 1.200 8 2.500S17 8 12 8 4 6.800 4 5.500 7 3 12 3M4 5.500v6C4 12.800 7 14 12 14s8-1.200 8-2.500v-6M4 11.500v6C4 18.800 7 20 12 20s8-1.200 8-2.500v-6" />
  ),
  tests: (
    <path d="M9 3h6M10 3v6L4.500 19a1.500 1.500 0 0 0 1.300 2h12.400a1.500 1.500 0 0 0 1.300-2L14 9V3M7.500 15h9" />
  ),
  drives: <path d="M3 20.500h18M6 17v-4M10.500 17V8M15 17v-6M19.500 17V4" />,
  shift: (
    <>
      <path d="M5 3h10l4 4v14H5z" />
      <path d="M8.500 12h7M8.500 16h7M8.500 8h3" />
    </>
  ),
  events: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.500 2" />
    </>
  ),
  keeping: <path d="M3.500 4h17v5h-17zM5 9v11h14V9M9.500 13h5" />,
  people: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4 21c.500-4.500 3.500-7 8-7s7.500 2.500 8 7" />
    </>
  ),
  night: <path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z" />,
  lock: <path d="M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />,
} satisfies Record<RoomName | 'lock' | 'night', ReactNode>;

interface RoomIconProps {
  readonly name: keyof typeof strokes;
  readonly size: number | string;
}

/** The sign of a room beside its name, drawn as `look/icon.tsx` draws. It says nothing to a screen reader. */
export function RoomIcon({ name, size }: RoomIconProps) {
  return <LineDrawing size={size}>{strokes[name]}</LineDrawing>;
}
