import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds, type Milliseconds } from '../../../app/foundation/units.ts';
import type { DeliveryGate } from '../../../drivers/delivery-gate/contract.ts';

export interface DeliveryGateBench {
  /** A gate with a disc in slot 1 and nothing in slot 2. */
  readonly gate: DeliveryGate;
  /** Takes the disc, as a customer would whom the open slot invites. */
  take(): void;
  /** Lets time pass until the outcome is there, at most `limit`. */
  await<T>(outcome: Promise<T>, limit: Milliseconds): Promise<T>;
  dispose(): Promise<void>;
}

/** What every delivery gate does. */
export function describeDeliveryGateContract(
  name: string,
  build: () => Promise<DeliveryGateBench>,
  { sensesItems }: { readonly sensesItems: boolean } = { sensesItems: true },
): void {
  /** What is known without an item sensor of what lies in a slot, and of what became of it. */
  const item = (word: 'present' | 'absent') => (sensesItems ? word : 'unknown');
  const known = (word: 'taken' | 'notTaken') => (sensesItems ? word : 'unknown');
  describe(`a delivery gate: ${name}`, () => {
    let bench: DeliveryGateBench;
    let gate: DeliveryGate;
    beforeEach(async () => {
      bench = await build();
      ({ gate } = bench);
    });
    afterEach(() => bench.dispose());

    it('says whether it has item sensors', () => {
      expect(gate.capabilities.itemSensors).toBe(sensesItems);
    });

    it('begins locked', async () => {
      const status = await bench.await(gate.readState(), seconds(5));
      expect(status.health).toBe('online');
      expect(status.slots.slice(0, 2)).toEqual([
        { shutter: 'closed', item: item('present') },
        { shutter: 'closed', item: item('absent') },
      ]);
    });

    it('gives the disc to whoever takes it, and locks again', async () => {
      const outcome = gate.present(1, seconds(30), () => bench.take());
      expect(await bench.await(outcome, seconds(60))).toBe(known('taken'));
      expect(gate.status.slots[0]).toEqual({ shutter: 'closed', item: item('absent') });
    });

    it('says that the disc was not taken when its time is over, and locks again', async () => {
      let opened = 0;
      const outcome = gate.present(1, seconds(20), () => {
        opened += 1;
      });
      expect(await bench.await(outcome, seconds(90))).toBe(known('notTaken'));
      expect({ opened, slot: gate.status.slots[0] }).toEqual({
        opened: 1,
        slot: { shutter: 'closed', item: item('present') },
      });
    });

    it.runIf(sensesItems)('opens nothing where there is nothing to give', async () => {
      let opened = false;
      const outcome = gate.present(2, seconds(30), () => {
        opened = true;
      });
      await expect(bench.await(outcome, seconds(60))).rejects.toMatchObject({
        code: 'GATE_NO_ITEM',
      });
      expect(opened).toBe(false);
    });

    it('opens an empty slot to be tried, and sees it locked again', async () => {
      let opened = 0;
      const tried = gate.exercise(2, () => {
        opened += 1;
      });
      await bench.await(tried, seconds(60));
      expect({ opened, slot: gate.status.slots[1] }).toEqual({
        opened: 1,
        slot: { shutter: 'closed', item: item('absent') },
      });
    });

    it.runIf(sensesItems)('does not open a slot to be tried in which something lies', async () => {
      let opened = false;
      const tried = gate.exercise(1, () => {
        opened = true;
      });
      await expect(bench.await(tried, seconds(60))).rejects.toMatchObject({
        code: 'GATE_NOT_EMPTY',
      });
      expect(opened).toBe(false);
    });

    it('presents one slot at a time', async () => {
      const first = gate.present(1, seconds(5), () => {});
      await expect(gate.present(1, seconds(5), () => {})).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
      await bench.await(first, seconds(60));
    });

    it('stays shut for a caller who gave up before', async () => {
      const outcome = gate.present(1, seconds(5), () => {}, { signal: AbortSignal.abort() });
      await expect(bench.await(outcome, seconds(10))).rejects.toMatchObject({
        code: 'DEVICE_CANCELED',
      });
      expect(gate.status.slots[0]?.shutter).toBe('closed');
    });

    it('does nothing more once closed', async () => {
      await gate.close();
      await expect(gate.present(1, seconds(5), () => {})).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
    });
  });
}
