import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../../../../../app/foundation/logger.ts';
import { minutes } from '../../../../../../app/foundation/units.ts';
import { CabinetWatch } from '../../../../../../app/kiosk/controller/machine/cabinet-watch.ts';
import { stopOnLowBattery } from '../../../../../../app/kiosk/controller/machine/low-battery.ts';
import { settle } from '../../../../../support/drivers-time.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../../support/kiosk-parts.ts';
import {
  simulatedSignals,
  type SimulatedSignals,
} from '../../../../../support/simulated-signals.ts';

let parts: KioskParts;
let simulated: SimulatedSignals;
let cabinet: CabinetWatch;
let ended: number;
beforeEach(async () => {
  parts = kioskParts();
  parts.placeProducing();
  simulated = await simulatedSignals(parts.clock, 2);
  cabinet = new CabinetWatch(simulated.signals, 45);
  ended = 0;
  stopOnLowBattery({
    ...parts,
    cabinet,
    signal: parts.stop.signal,
    logger: silentLogger,
    onPowerLow: () => {
      ended += 1;
    },
  });
});
afterEach(async () => {
  cabinet.close();
  await simulated.remove();
  parts.records.db.close();
});

/** Begins an act. @returns what ends it. */
function begin(): () => void {
  let finish = () => {};
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const act = { kind: 'verify.started', orderId: partsOrderId, discId: null, intent: {} } as const;
  void parts.acts.run(
    act,
    () => work,
    () => ({}),
  );
  return finish;
}

test('a battery that is not low ends nothing', async () => {
  await simulated.inject('signals.power-lost');
  await settle();
  expect(ended).toBe(0);
});

test('a low battery ends an idle machine at once, and only once', async () => {
  await simulated.inject('signals.battery-low');
  await settle();
  await simulated.inject('signals.too-hot');
  await settle();
  expect(ended).toBe(1);
});

test('what is under way is finished first', async () => {
  const finish = begin();
  await simulated.inject('signals.battery-low');
  await settle();
  expect(ended).toBe(0);
  finish();
  await settle();
  expect(ended).toBe(1);
});

test('nobody waits longer than two minutes for what is under way', async () => {
  begin();
  await simulated.inject('signals.battery-low');
  await settle();
  parts.clock.advance(minutes(2));
  await settle();
  expect(ended).toBe(1);
});

test('a signal board that dies with the battery calls nothing off', async () => {
  const finish = begin();
  await simulated.inject('signals.battery-low');
  await simulated.fallSilent(parts.clock);
  finish();
  await settle();
  expect(ended).toBe(1);
});

test('records that take nothing any more keep nobody from stopping', async () => {
  vi.spyOn(parts.records.events, 'add').mockImplementation(() => {
    throw new Error('disk full');
  });
  await simulated.inject('signals.battery-low');
  await settle();
  expect(ended).toBe(1);
});

test('mains that come back meanwhile call it off, and the next time counts again', async () => {
  const finish = begin();
  await simulated.inject('signals.battery-low');
  await simulated.inject('clear');
  finish();
  await settle();
  expect(ended).toBe(0);
  await simulated.inject('signals.battery-low');
  await settle();
  expect(ended).toBe(1);
});
