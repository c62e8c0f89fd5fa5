import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds, type Milliseconds } from '../../../app/foundation/units.ts';
import type { PanelSignals } from '../../../drivers/panel-signals/contract.ts';

export interface PanelSignalsBench {
  /** Signals of a cabinet in which all is well, with a lamp for slot 1 at least. */
  readonly signals: PanelSignals;
  /** Lets time pass until the outcome is there, at most `limit`. */
  await<T>(outcome: Promise<T>, limit: Milliseconds): Promise<T>;
  dispose(): Promise<void>;
}

/** What all panel signals do. */
export function describePanelSignalsContract(
  name: string,
  build: () => Promise<PanelSignalsBench>,
): void {
  describe(`panel signals: ${name}`, () => {
    let bench: PanelSignalsBench;
    let signals: PanelSignals;
    beforeEach(async () => {
      bench = await build();
      ({ signals } = bench);
    });
    afterEach(() => bench.dispose());

    it('say that all is well, of each sensor that they have', async () => {
      const { hasDoor, hasPower, hasTamper, hasTemperature, lamps } = signals.capabilities;
      const status = await bench.await(signals.readState(), seconds(5));
      expect(status).toEqual({
        health: 'online',
        reason: '',
        door: hasDoor ? 'closed' : 'notSupported',
        tamper: hasTamper ? 'quiet' : 'notSupported',
        power: hasPower ? 'mains' : 'notSupported',
        celsius: status.celsius,
        lamps: Array.from({ length: lamps }, () => 'off'),
      });
      expect(typeof status.celsius === 'number').toBe(hasTemperature);
    });

    it('show on a lamp what it is told, and announce it', async () => {
      const announced: unknown[] = [];
      signals.onStatus(({ lamps }) => announced.push(lamps[0]));
      for (const state of ['on', 'blinking', 'off'] as const) {
        await bench.await(signals.setLamp(1, state), seconds(5));
        expect(signals.status.lamps[0]).toBe(state);
      }
      expect(announced).toEqual(['on', 'blinking', 'off']);
    });

    it('refuse a lamp that they have not', async () => {
      const beyond = signals.setLamp(signals.capabilities.lamps + 1, 'on');
      await expect(bench.await(beyond, seconds(5))).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
    });

    it('do nothing for a caller who gave up before', async () => {
      const signal = AbortSignal.abort();
      await expect(signals.readState({ signal })).rejects.toMatchObject({
        code: 'DEVICE_CANCELED',
      });
      await expect(signals.setLamp(1, 'on', { signal })).rejects.toMatchObject({
        code: 'DEVICE_CANCELED',
      });
    });

    it('do nothing more once closed', async () => {
      await bench.await(signals.close(), seconds(5));
      await expect(signals.readState()).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
      await expect(signals.setLamp(1, 'on')).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
      expect(signals.status.health).toBe('offline');
    });
  });
}
