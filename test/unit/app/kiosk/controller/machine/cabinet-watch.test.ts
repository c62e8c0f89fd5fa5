import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../../app/foundation/units.ts';
import { calmCabinet } from '../../../../../../app/orders/cabinet.ts';
import { CabinetWatch } from '../../../../../../app/kiosk/controller/machine/cabinet-watch.ts';
import { whileTimePasses } from '../../../../../support/drivers-time.ts';
import {
  simulatedSignals,
  type SimulatedSignals,
} from '../../../../../support/simulated-signals.ts';

let clock: ManualClock;
let cabinet: CabinetWatch;
let simulated: SimulatedSignals;
beforeEach(async () => {
  clock = new ManualClock();
  simulated = await simulatedSignals(clock, 2);
  cabinet = new CabinetWatch(simulated.signals, 45);
});
afterEach(async () => {
  cabinet.close();
  await simulated.remove();
});

const kinds = ['pick.started', 'write.started', 'present.started', 'print.started'] as const;
const allowed = () => kinds.filter((kind) => cabinet.mayBegin(kind));

describe('what the cabinet lets begin', () => {
  test.each([
    ['clear', calmCabinet, kinds],
    ['signals.door-open', { ...calmCabinet, isDoorOpen: true }, ['print.started']],
    ['signals.tamper', { ...calmCabinet, isTamperedWith: true }, []],
    ['signals.power-lost', { ...calmCabinet, power: 'battery' }, kinds],
    ['signals.battery-low', { ...calmCabinet, power: 'low' }, []],
    ['signals.too-hot@45', calmCabinet, kinds],
    [
      'signals.too-hot@46',
      { ...calmCabinet, isTooHot: true },
      ['pick.started', 'present.started', 'print.started'],
    ],
  ] as const)('after %s', async (fault, facts, kindsAllowed) => {
    await simulated.inject(fault);
    expect({ facts: cabinet.facts, allowed: allowed() }).toEqual({ facts, allowed: kindsAllowed });
  });

  test('everything, where there are no signals', () => {
    cabinet = new CabinetWatch(null, 45);
    expect({ facts: cabinet.facts, allowed: allowed() }).toEqual({
      facts: calmCabinet,
      allowed: kinds,
    });
  });
});

test('a step waits until the door is shut', async () => {
  await simulated.inject('signals.door-open');
  let isPast = false;
  const pass = async () => {
    await cabinet.untilMayBegin('pick.started', new AbortController().signal);
    isPast = true;
  };
  const passage = pass();
  await simulated.inject('signals.too-hot');
  expect(isPast).toBe(false);
  await simulated.inject('clear');
  await passage;
});

test('a step that waits is given up when the program ends', async () => {
  await simulated.inject('signals.door-open');
  const ending = new AbortController();
  const passage = cabinet.untilMayBegin('pick.started', ending.signal);
  ending.abort(new Error('The program ends.'));
  await expect(passage).rejects.toThrow('The program ends.');
});

test('the last word of sensors that fall silent stands: nobody knows that the door was shut', async () => {
  await simulated.inject('signals.door-open');
  await simulated.inject('signals.battery-low');
  await simulated.fallSilent(clock);
  const last = { ...calmCabinet, isDoorOpen: true, power: 'low' };
  expect(cabinet.facts).toEqual({ ...last, isWatched: false });
  await whileTimePasses(clock, simulated.inject('clear'), seconds(5));
  expect(cabinet.facts).toEqual(calmCabinet);
});

test('sensors that fall silent when all is well hold nothing up', async () => {
  await simulated.fallSilent(clock);
  expect({ facts: cabinet.facts, allowed: allowed() }).toEqual({
    facts: { ...calmCabinet, isWatched: false },
    allowed: kinds,
  });
});

test('an alarm is remembered until a person has looked, and the sensor is quiet', async () => {
  await simulated.inject('signals.tamper');
  expect(() => cabinet.returnToWork()).toThrow('The cabinet still raises its alarm.');
  await simulated.inject('clear');
  expect(cabinet.facts.isTamperedWith).toBe(true);
  cabinet.returnToWork();
  expect(cabinet.facts).toEqual(calmCabinet);
});
