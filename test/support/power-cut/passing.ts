import { milliseconds, type Milliseconds } from '../../../app/foundation/units.ts';
import type { VirtualTime } from '../virtual-time.ts';

/** Lets about so much time pass: instants are sums of fractions, and the last of them may lie a little beyond the span. */
export async function letPass(time: VirtualTime, span: Milliseconds): Promise<void> {
  let isOver = false;
  time.clock.after(span, () => {
    isOver = true;
  });
  await time.until(() => isOver, milliseconds(span + 1000));
}
