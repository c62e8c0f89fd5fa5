import { expect, test } from 'vitest';
import {
  EffectPerformer,
  type EffectPerformerParts,
} from '../../../../../app/kiosk/controller/workflow/effect-performer.ts';
import { settle } from '../../../../support/drivers-time.ts';

test('the end waits also for what the last effect began', async () => {
  let endLast = () => {};
  const parts = {
    registration: {
      async register() {
        await settle();
        void performer.perform('an-order', { does: 'describeStream' });
      },
    },
    fetching: {
      describe: () =>
        new Promise<void>((resolve) => {
          endLast = resolve;
        }),
    },
  } as unknown as EffectPerformerParts;
  const performer = new EffectPerformer(parts);
  void performer.perform('an-order', { does: 'register' });
  const settled = performer.settled();
  const soon = async () => {
    for (let turn = 0; turn < 5; turn += 1) await settle();
    return 'still waiting';
  };
  expect(await Promise.race([settled, soon()])).toBe('still waiting');
  endLast();
  expect(await settled).toBeUndefined();
});
