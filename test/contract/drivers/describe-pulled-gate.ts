import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds, seconds } from '../../../app/foundation/units.ts';
import { settle } from '../../support/drivers-time.ts';
import {
  simulatedGateBench,
  type GateKind,
  type SimulatedGateBench,
} from '../../support/gate-bench.ts';

const noBoard = { health: 'noDevice', reason: 'The lock board does not answer.' };
const atOnce = milliseconds(0);

/** What every gate does when its cable is pulled in the middle of a command. */
export function describePulledGate(kind: GateKind): void {
  describe(`a delivery gate whose cable is pulled: ${kind.name}`, () => {
    let bench: SimulatedGateBench;
    beforeEach(async () => {
      bench = await simulatedGateBench(kind);
    });
    afterEach(() => bench.dispose());

    it('says at once that nobody answers, and that it knows nothing of its slots', async () => {
      bench.hands.inject('gate.silent');
      const look = bench.gate.readState();
      await settle();
      bench.unplug();
      await expect(bench.await(look, atOnce)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
      const unknown = { shutter: 'unknown', item: 'unknown' };
      expect(bench.gate.status).toEqual({
        ...noBoard,
        slots: [unknown, unknown, unknown, unknown],
      });
    });

    it('notices at once also while nobody asks', () => {
      bench.unplug();
      expect(bench.gate.status).toMatchObject(noBoard);
    });

    it('opens nothing when it is pulled before the door was unlocked', async () => {
      bench.hands.inject('gate.silent');
      let opened = false;
      const outcome = bench.gate.present(1, seconds(10), () => {
        opened = true;
      });
      await settle();
      bench.unplug();
      await expect(bench.await(outcome, atOnce)).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
      expect({ opened, door: bench.world.state.slots[0]?.door }).toEqual({
        opened: false,
        door: 'closed',
      });
    });

    it('does not know what became of the disc when it is pulled with the door open', async () => {
      let opened = false;
      const outcome = bench.gate.present(1, seconds(10), () => {
        opened = true;
        bench.unplug();
      });
      expect(await bench.await(outcome, seconds(3))).toBe('unknown');
      expect({ opened, health: bench.gate.status.health }).toEqual({
        opened: true,
        health: 'noDevice',
      });
    });

    it('does not know what became of the disc when it is pulled while the bolt moves', async () => {
      bench.world.onChange(() => bench.unplug());
      const outcome = bench.gate.present(1, seconds(10), () => {});
      expect(await bench.await(outcome, seconds(3))).toBe('unknown');
    });

    it('tells whoever listens to the wire what is said, and what is noise', async () => {
      await bench.await(bench.gate.readState(), seconds(1));
      const directions = new Set(bench.said.map(({ direction }) => direction));
      expect(directions).toEqual(new Set(['sent', 'received']));
      expect(bench.said.every(({ bytes, meaning }) => bytes.length > 0 && meaning !== '')).toBe(
        true,
      );
    });
  });
}
