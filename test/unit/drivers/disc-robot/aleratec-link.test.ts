import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { minutes, seconds } from '../../../../app/foundation/units.ts';
import { AleratecLink } from '../../../../drivers/disc-robot/aleratec-link.ts';
import { serialPair } from '../../../../drivers/transports/serial-pair.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

/** A robot that says every 20 s that it is at the first step of a load, `times` times; then it has done it. */
function bench(times: number) {
  const clock = new ManualClock();
  const cable = serialPair();
  const link = new AleratecLink(cable.driverEnd, clock, undefined);
  const say = (text: string) => void cable.deviceEnd.write(Buffer.from(`${text}\n`, 'latin1'));
  const goOn = (left: number) => {
    clock.after(seconds(20), () => {
      say(left > 0 ? 'T03D1' : 'S04C03E00');
      if (left > 0) goOn(left - 1);
    });
  };
  cable.deviceEnd.onData(() => goOn(times));
  const load = link.ask({ is: 'load', drive: 1, bin: 1 });
  return { clock, outcome: whileTimePasses(clock, load, minutes(10), seconds(1)) };
}

describe('a motion of an Auto Publisher', () => {
  it('may take its time while the robot says how far it is', async () => {
    expect(await bench(6).outcome).toEqual({ is: 'ended', status: '04' });
  });

  it('is given up after three minutes, however often the robot says the same', async () => {
    const { clock, outcome } = bench(Infinity);
    await expect(outcome).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(clock.monotonic()).toBe(180_000);
  });
});
