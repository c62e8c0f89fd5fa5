import type { DriveWear } from '../../../../contracts/panel-reports.ts';

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Tick {
  readonly value: number;
  readonly y: number;
}

export interface WearScale {
  readonly bars: readonly { readonly good: Box; readonly bad: Box }[];
  /** Points of the speed; a day on which nothing was written parts one line from the next. */
  readonly lines: readonly string[];
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  readonly discTicks: readonly Tick[];
  readonly speedTicks: readonly Tick[];
  /** The middle of a day, across. */
  readonly middle: (index: number) => number;
}

const TICKS = 4;

/** The smallest of 4, 8, 12, 20, 40, 80, 120, 200 … that holds `most`: its quarters are whole numbers. */
export function roundTop(most: number): number {
  for (let power = 1; ; power *= 10) {
    const top = [4, 8, 12, 20].map((step) => step * power).find((step) => step >= most);
    if (top !== undefined) return top;
  }
}

/** Where everything of a drive's chart stands. */
export function wearScale({ days }: DriveWear, plot: Plot): WearScale {
  const height = plot.bottom - plot.top;
  const discTop = roundTop(Math.max(1, ...days.map(({ good, bad }) => good + bad)));
  const speedTop = roundTop(Math.max(1, ...days.map(({ speed }) => speed ?? 0)));
  const step = (plot.right - plot.left) / Math.max(1, days.length);
  const middle = (index: number) => plot.left + (index + 0.5) * step;
  const tall = (discs: number) => (discs / discTop) * height;
  const ticks = (top: number) =>
    Array.from({ length: TICKS + 1 }, (_, index) => ({
      value: (top / TICKS) * index,
      y: plot.bottom - (height / TICKS) * index,
    }));
  const bars = days.map(({ good, bad }, index) => {
    const box = { x: middle(index) - step * 0.35, width: step * 0.7 };
    const goodTop = plot.bottom - tall(good);
    return {
      good: { ...box, y: goodTop, height: tall(good) },
      bad: { ...box, y: goodTop - tall(bad), height: tall(bad) },
    };
  });
  const dots: { x: number; y: number }[] = [];
  const lines: string[][] = [[]];
  days.forEach(({ speed }, index) => {
    if (speed === null) {
      lines.push([]);
      return;
    }
    const dot = { x: middle(index), y: plot.bottom - (speed / speedTop) * height };
    dots.push(dot);
    lines.at(-1)?.push(`${dot.x},${dot.y}`);
  });
  return {
    bars,
    lines: lines.filter(({ length }) => length > 1).map((points) => points.join(' ')),
    dots,
    discTicks: ticks(discTop),
    speedTicks: ticks(speedTop),
    middle,
  };
}
