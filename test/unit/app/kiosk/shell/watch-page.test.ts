import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { watchPage } from '../../../../../app/kiosk/shell/watch-page.ts';

let clock: ManualClock;
const onLost = vi.fn<(reason: string) => void>();

beforeEach(() => {
  clock = new ManualClock();
  onLost.mockClear();
});

/** Lets answers that are already there be heard. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('a watched page', () => {
  it('is asked every fifteen seconds and left alone while it answers', async () => {
    const ask = vi.fn(async () => true);
    watchPage({ clock, ask, onLost });
    for (let question = 0; question < 10; question += 1) {
      clock.advance(seconds(15));
      await settle();
    }
    expect([ask.mock.calls.length, onLost.mock.calls]).toEqual([10, []]);
  });

  it('is lost when it does not answer within twenty seconds', () => {
    watchPage({ clock, ask: () => new Promise(() => {}), onLost });
    clock.advance(seconds(34));
    expect(onLost).not.toHaveBeenCalled();
    clock.advance(seconds(1));
    clock.advance(seconds(600));
    expect(onLost.mock.calls).toEqual([['its page does not answer']]);
  });

  it('is lost when it has become another page, or cannot be asked', async () => {
    watchPage({ clock, ask: async () => false, onLost });
    watchPage({ clock, ask: () => Promise.reject(new Error('no such page')), onLost });
    clock.advance(seconds(15));
    await settle();
    expect(onLost.mock.calls).toEqual([
      ['it shows another page than the controller’s'],
      ['its page cannot be asked: no such page'],
    ]);
  });

  it('is not asked, nor lost, once the watch has ended', async () => {
    let answer: (isRight: boolean) => void = () => {};
    const ask = vi.fn(
      () =>
        new Promise<boolean>((resolve) => {
          answer = resolve;
        }),
    );
    const stop = watchPage({ clock, ask, onLost });
    clock.advance(seconds(15));
    stop();
    answer(false);
    await settle();
    clock.advance(seconds(600));
    expect([ask.mock.calls.length, onLost.mock.calls]).toEqual([1, []]);
  });
});
