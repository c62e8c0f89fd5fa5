import { describe, expect, it } from 'vitest';
import { pause } from '../../../../app/foundation/clock.ts';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { milliseconds, seconds } from '../../../../app/foundation/units.ts';
import type { LockBoard } from '../../../../drivers/delivery-gate/lock-board.ts';
import { openLockedGate } from '../../../../drivers/delivery-gate/locked-gate.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

/** One compartment with a bolt that takes its time, and a door that stays where it is put. */
class SlowCompartment implements LockBoard {
  readonly model = 'A board under test';
  readonly hasItemSensors = true;
  readonly pulses: number[] = [];
  isShut = true;
  hasItem = true;
  answersAfter = 0;
  readonly #clock: ManualClock;
  readonly #takes: number;

  constructor(clock: ManualClock, takes: number) {
    this.#clock = clock;
    this.#takes = takes;
  }

  async readState() {
    if (this.answersAfter > 0) await pause(this.#clock, milliseconds(this.answersAfter));
    return [{ isLocked: this.isShut, hasItem: this.hasItem }];
  }

  unlock() {
    this.pulses.push(this.#clock.monotonic());
    this.#clock.after(milliseconds(this.#takes), () => {
      this.isShut = false;
    });
    return Promise.resolve();
  }

  onLost() {
    return () => {};
  }

  close() {
    return Promise.resolve();
  }
}

async function bench(takes: number) {
  const clock = new ManualClock();
  const board = new SlowCompartment(clock, takes);
  const gate = await openLockedGate({ board, slots: 1, clock, logger: silentLogger });
  const healths = new Set<string>();
  gate.onStatus(({ health }) => healths.add(health));
  return { board, clock, gate, healths };
}

describe('a gate whose bolts take their time', () => {
  it('calls nobody a thief for a door that opens well after it was unlocked', async () => {
    const { board, clock, gate, healths } = await bench(700);
    const presented = gate.present(1, seconds(30), () => {
      clock.after(seconds(2), () => {
        board.hasItem = false;
        board.isShut = true;
      });
    });
    expect(await whileTimePasses(clock, presented, seconds(60))).toBe('taken');
    expect([...healths]).toEqual(['online']);
    await gate.close();
  });

  it('does not call a disc left behind while the bolt over it may still move', async () => {
    const { board, clock, gate } = await bench(700);
    // The customer lets the door fall shut: it is released again, just before the time is over.
    const presented = gate.present(1, milliseconds(1500), () => {
      clock.after(milliseconds(200), () => {
        board.isShut = true;
      });
    });
    clock.after(milliseconds(2600), () => {
      if (!board.isShut) board.hasItem = false;
    });
    clock.after(milliseconds(4000), () => {
      board.isShut = true;
    });
    expect(await whileTimePasses(clock, presented, seconds(90))).toBe('taken');
    expect(board.pulses).toHaveLength(2);
    await gate.close();
  });

  it('releases no bolt so late that it could move once its slot is called jammed', async () => {
    const { board, clock, gate } = await bench(60_000);
    board.answersAfter = 90;
    const presented = gate.present(1, seconds(30), () => {});
    const step = milliseconds(10);
    await expect(whileTimePasses(clock, presented, seconds(60), step)).rejects.toMatchObject({
      code: 'GATE_JAMMED_CLOSED',
    });
    expect(clock.monotonic() - (board.pulses.at(-1) ?? 0)).toBeGreaterThanOrEqual(1000);
    await gate.close();
  });

  it('takes a door for forced that opens once its presentation is over', async () => {
    const { board, clock, gate } = await bench(100);
    const presented = gate.present(1, seconds(1), () => {
      clock.after(seconds(2), () => {
        board.isShut = true;
      });
    });
    expect(await whileTimePasses(clock, presented, seconds(60))).toBe('notTaken');
    board.isShut = false;
    expect((await gate.readState()).health).toBe('fraudAttempt');
    await gate.close();
  });

  it('accuses nobody of a door that stands open when the gate is opened, and watches it once it was shut', async () => {
    const clock = new ManualClock();
    const board = new SlowCompartment(clock, 100);
    board.isShut = false;
    const gate = await openLockedGate({ board, slots: 1, clock, logger: silentLogger });
    const { health, reason } = gate.status;
    expect([health, reason]).toEqual(['userError', 'Slot 1 stands open.']);
    board.isShut = true;
    expect((await gate.readState()).health).toBe('online');
    board.isShut = false;
    expect((await gate.readState()).health).toBe('fraudAttempt');
    await gate.close();
  });
});
