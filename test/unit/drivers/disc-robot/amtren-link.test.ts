import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import { AmtrenLink } from '../../../../drivers/disc-robot/amtren-link.ts';
import { serialPair } from '../../../../drivers/transports/serial-pair.ts';
import { settle, whileTimePasses } from '../../../support/drivers-time.ts';

function bench(answer: (letter: string, say: (text: string) => void, clock: ManualClock) => void) {
  const clock = new ManualClock();
  const cable = serialPair();
  const meanings: string[] = [];
  const link = new AmtrenLink(cable.driverEnd, clock, ({ meaning }) => meanings.push(meaning));
  const say = (text: string) => void cable.deviceEnd.write(Buffer.from(text, 'latin1'));
  cable.deviceEnd.onData((bytes) => answer(Buffer.from(bytes).toString('latin1'), say, clock));
  const run = <Result>(outcome: Promise<Result>) =>
    whileTimePasses(clock, outcome, seconds(120), milliseconds(50));
  return { cable, clock, link, meanings, run };
}

describe('a conversation with a robot of the Amtren family', () => {
  it('takes what comes late of one answer for no answer to the next letter', async () => {
    const { link, run } = bench((letter, say, clock) => {
      if (letter === 'S') {
        say('00');
        clock.after(milliseconds(200), () => say('X'));
      }
      if (letter === 'I') clock.after(seconds(5), () => say('E'));
    });
    expect(await run(link.status())).toBe('00');
    expect(await run(link.move('input'))).toBe(false);
  });

  it('ends at once when its caller wants to know no more, and hears the late answer as noise', async () => {
    const { cable, link, meanings } = bench(() => {});
    const giveUp = new AbortController();
    const asking = link.status(giveUp.signal);
    asking.catch(() => {});
    await settle();
    giveUp.abort();
    await expect(asking).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
    await cable.deviceEnd.write(Buffer.from('00'));
    expect(meanings).toEqual(['status', 'noise']);
  });

  it('waits a minute for a motion, and five seconds for a word', async () => {
    const { clock, link, run } = bench(() => {});
    await expect(run(link.move('get'))).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(clock.monotonic()).toBe(60_000);
    await expect(run(link.status())).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(clock.monotonic()).toBe(65_000);
  });

  it('does not wait for ever for the end of a noise', async () => {
    const { clock, link, run } = bench((letter, say, time) => {
      if (letter !== 'S') return;
      const chatter = () => {
        say('0?');
        time.after(milliseconds(100), chatter);
      };
      say('00');
      chatter();
    });
    await expect(run(link.status())).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(clock.monotonic()).toBe(5_000);
  });
});
