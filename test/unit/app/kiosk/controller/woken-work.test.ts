import { expect, test } from 'vitest';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { WokenWork } from '../../../../../app/kiosk/controller/bank/woken-work.ts';

test('work that is woken after its last look and before its end looks once more', async () => {
  let looks = 0;
  const work: WokenWork = new WokenWork(new ManualClock(), async () => {
    while (work.takeWake()) {
      looks += 1;
      await Promise.resolve();
    }
    // Somebody wakes it when this run has seen that there is nothing left.
    if (looks === 1) queueMicrotask(() => work.wake());
    return null;
  });
  work.wake();
  for (let steps = 0; steps < 20; steps += 1) await Promise.resolve();
  expect(looks).toBe(2);
  await work.close();
});
