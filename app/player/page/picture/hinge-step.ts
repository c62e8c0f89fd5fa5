/** Percent of the width that a key moves the hinge by. */
const STEP = 2;
const LEAP = 10;

/** Where a key moves the hinge, in percent (WAI-ARIA slider pattern); null: it is no key of the hinge. */
export function hingeStep(key: string, share: number): number | null {
  const bounded = (next: number) => Math.min(100, Math.max(0, next));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return bounded(share - STEP);
    case 'ArrowRight':
    case 'ArrowUp':
      return bounded(share + STEP);
    case 'PageDown':
      return bounded(share - LEAP);
    case 'PageUp':
      return bounded(share + LEAP);
    case 'Home':
      return 0;
    case 'End':
      return 100;
    default:
      return null;
  }
}
