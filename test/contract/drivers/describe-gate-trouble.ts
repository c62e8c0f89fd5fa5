import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../app/foundation/units.ts';
import type { DeliveryGate } from '../../../drivers/delivery-gate/contract.ts';
import {
  simulatedGateBench,
  type GateKind,
  type SimulatedGateBench,
} from '../../support/gate-bench.ts';

/** What every gate with item sensors does when not all goes well. */
export function describeGateTrouble(kind: GateKind): void {
  describe(`a delivery gate when not all goes well: ${kind.name}`, () => {
    let bench: SimulatedGateBench;
    let gate: DeliveryGate;
    beforeEach(async () => {
      bench = await simulatedGateBench(kind);
      ({ gate } = bench);
    });
    afterEach(() => bench.dispose());
    const present = (onOpen = () => {}) =>
      bench.await(gate.present(1, seconds(10), onOpen), seconds(120));

    it('unlocks a door again that fell shut before the customer came', async () => {
      const outcome = present(() => {
        bench.clock.after(seconds(9), () => bench.take());
      });
      expect(await outcome).toBe('taken');
    });

    it('does not know what lies in a slot that was seen empty in between: it may have been swapped', async () => {
      const outcome = present(() => {
        bench.snatch();
        bench.clock.after(seconds(2), () => bench.layAnother());
      });
      expect(await outcome).toBe('unknown');
      expect(gate.status.slots[0]).toEqual({ shutter: 'closed', item: 'present' });
    });

    it('notices also while it waits for the door that the slot was empty for a while', async () => {
      // The door falls shut at 5 s and is unlocked again; the time is over at 7 s; it falls shut for good after 10 s.
      const outcome = gate.present(1, seconds(7), () => {
        bench.clock.after(seconds(8), () => bench.snatch());
        bench.clock.after(seconds(9), () => bench.layAnother());
      });
      expect(await bench.await(outcome, seconds(120))).toBe('unknown');
    });

    it('does not say that a slot never opened from which the disc is gone', async () => {
      bench.hands.inject('gate1.jammed-closed');
      let opened = false;
      bench.clock.after(seconds(1), () => bench.snatch());
      const outcome = present(() => {
        opened = true;
      });
      expect(await outcome).toBe('unknown');
      expect(opened).toBe(false);
    });

    it('says that a bolt does not move, and gives nothing', async () => {
      bench.hands.inject('gate1.jammed-closed');
      await expect(present()).rejects.toMatchObject({ code: 'GATE_JAMMED_CLOSED' });
      expect(gate.status.slots[0]).toEqual({ shutter: 'jammedClosed', item: 'present' });
      expect(gate.status.health).toBe('online');
    });

    it('says that the bolt of an empty slot does not move', async () => {
      bench.hands.inject('gate2.jammed-closed');
      const tried = bench.await(
        gate.exercise(2, () => {}),
        seconds(120),
      );
      await expect(tried).rejects.toMatchObject({ code: 'GATE_JAMMED_CLOSED' });
      expect(gate.status.slots[1]).toEqual({ shutter: 'jammedClosed', item: 'absent' });
    });

    it('gives the disc when the bolt has been mended', async () => {
      bench.hands.inject('gate1.jammed-closed');
      await expect(present()).rejects.toMatchObject({ code: 'GATE_JAMMED_CLOSED' });
      bench.hands.inject('clear');
      expect(await present(() => bench.take())).toBe('taken');
      expect(gate.status.slots[0]).toEqual({ shutter: 'closed', item: 'absent' });
    });

    it('says that a door does not close, and whether the disc is gone', async () => {
      bench.hands.inject('gate.jammed-open');
      await expect(present(() => bench.take())).rejects.toMatchObject({
        code: 'GATE_JAMMED_OPEN',
        context: { slot: 1, item: 'absent' },
      });
      expect(gate.status.slots[0]?.shutter).toBe('jammedOpen');
      await expect(present()).rejects.toMatchObject({ code: 'GATE_JAMMED_OPEN' });
      bench.hands.inject('clear');
      expect(await bench.await(gate.readState(), seconds(5))).toMatchObject({
        slots: [{ shutter: 'closed' }, {}, {}, {}],
      });
    });

    it('sees by itself that a slot was forced open, and presents it to nobody', async () => {
      const announced = new Promise((resolve) => {
        gate.onStatus(resolve);
      });
      bench.hands.inject('gate1.forced-open');
      expect(await bench.await(announced, seconds(5))).toMatchObject({
        health: 'fraudAttempt',
        reason: 'Slot 1 was forced open.',
      });
      await expect(present()).rejects.toMatchObject({ code: 'GATE_FORCED_OPEN' });
    });

    it('does not know what became of a disc when the board falls silent with the door open', async () => {
      expect(await present(() => bench.hands.inject('gate.silent'))).toBe('unknown');
      expect(gate.status).toMatchObject({ health: 'noDevice' });
      expect(gate.status.slots[0]).toEqual({ shutter: 'unknown', item: 'unknown' });
    });

    it('is offline while the board is silent, and online again when it answers', async () => {
      bench.hands.inject('gate.silent');
      await expect(bench.await(gate.readState(), seconds(10))).rejects.toMatchObject({
        code: 'DEVICE_OFFLINE',
      });
      bench.hands.inject('clear');
      expect(await bench.await(gate.readState(), seconds(10))).toMatchObject({ health: 'online' });
    });
  });
}
