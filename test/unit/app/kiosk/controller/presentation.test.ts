import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { ActRunner } from '../../../../../app/kiosk/controller/workflow/act-runner.ts';
import { DiscCarrier } from '../../../../../app/kiosk/controller/workflow/disc-carrier.ts';
import { machineLocks } from '../../../../../app/kiosk/controller/workflow/lock.ts';
import { Presentation } from '../../../../../app/kiosk/controller/workflow/presentation.ts';
import type {
  DeliveryGate,
  PresentOutcome,
} from '../../../../../drivers/delivery-gate/contract.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let presentation: Presentation;
let ends: () => Promise<PresentOutcome>;
let item: 'present' | 'absent' | 'unknown';
let itemSensors: boolean;
let isDoorOpen: boolean;
let opened: number;
let moved: string[];

beforeEach(() => {
  parts = kioskParts();
  item = 'present';
  itemSensors = true;
  isDoorOpen = false;
  opened = 0;
  moved = [];
  const status = () => ({
    health: 'online' as const,
    reason: '',
    slots: [{ shutter: 'closed' as const, item }],
  });
  const gate = {
    get capabilities() {
      return { itemSensors };
    },
    readState: () => Promise.resolve(status()),
    present: (_slot: number, _within: number, onOpen: () => void) => {
      opened += 1;
      onOpen();
      return ends();
    },
  } as unknown as DeliveryGate;
  const robot = {
    status: { units: [] },
    capabilities: { moves: [{ from: 'slot:1', to: 'reject' }] },
    move: (from: string, to: string) => {
      moved.push(`${from} > ${to}`);
      return Promise.resolve();
    },
  };
  const machine = { drives: [], robot } as unknown as Machine;
  const locks = machineLocks(0);
  const interlock = {
    mayBegin: () => !isDoorOpen,
    untilMayBegin: () => Promise.reject(new Error('Nobody waits before a slot.')),
  };
  const { clock, records, stop } = parts;
  presentation = new Presentation({
    ...parts,
    acts: new ActRunner(records, clock, 'boot', stop.signal, interlock),
    gate,
    gateLock: locks.gate,
    carrier: new DiscCarrier(machine, locks),
    takeWithin: seconds(30),
    logger: silentLogger,
  });
  return () => parts.records.db.close();
});

function whatIsKnown() {
  return {
    order: parts.at(),
    disc: parts.records.discs.get(partsDiscId).state.at,
    slot: parts.records.slots.find(1)?.is,
    act: parts.records.acts.listOf(partsOrderId).at(-1)?.outcome,
  };
}

describe('presenting a disc', () => {
  test.each([
    ['taken', { order: 'fulfilled', disc: 'taken', slot: 'empty', act: 'done' }],
    ['notTaken', { order: 'notTaken', disc: 'staged', slot: 'occupied', act: 'done' }],
    ['unknown', { order: 'suspect', disc: 'unknown', slot: 'blocked', act: 'done' }],
  ] as const)('%s by the sensors is what is recorded', async (outcome, expected) => {
    parts.placePresenting();
    ends = () => Promise.resolve(outcome);
    await presentation.present(partsOrderId, 1);
    expect(whatIsKnown()).toEqual(expected);
  });

  test('the release is recorded before the lock moves', async () => {
    parts.placePresenting();
    let seen: unknown;
    ends = () => {
      seen = parts.records.acts.listOpen().map((act) => act.kind);
      return Promise.resolve('taken');
    };
    await presentation.present(partsOrderId, 1);
    expect(seen).toEqual(['present.started']);
  });

  test('what the sensors say while the program stops is recorded: a disc that was taken is taken', async () => {
    parts.placePresenting();
    ends = () => {
      parts.stop.abort(new AppError('CONTROLLER_STOPPING', 'Stopping.', { remedy: 'retry' }));
      return Promise.resolve('taken');
    };
    await presentation.present(partsOrderId, 1);
    expect(whatIsKnown()).toEqual({
      order: 'fulfilled',
      disc: 'taken',
      slot: 'empty',
      act: 'done',
    });
  });

  test('a gate that fails while open leaves the order suspect: nothing is given again', async () => {
    parts.placePresenting();
    ends = () =>
      Promise.reject(new AppError('GATE_JAMMED_OPEN', 'Jammed.', { remedy: 'call-attendant' }));
    await presentation.present(partsOrderId, 1);
    expect(whatIsKnown()).toEqual({
      order: 'suspect',
      disc: 'unknown',
      slot: 'blocked',
      act: 'failed',
    });
  });

  test('the gate is opened once, however often it is asked for', async () => {
    parts.placePresenting();
    let finish: (outcome: PresentOutcome) => void = () => {};
    ends = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const both = [1, 2].map(() => presentation.present(partsOrderId, 1));
    await expect.poll(() => opened).toBe(1);
    finish('taken');
    await Promise.all(both);
    await presentation.present(partsOrderId, 1);
    expect(opened).toBe(1);
  });
});

describe('looking at a slot', () => {
  test('a disc that is not there is not presented, and the order stays ready', async () => {
    parts.placeReady();
    parts.clock.advance(seconds(1));
    const identifiedAt = parts.clock.now();
    parts.desk.happen(partsOrderId, { is: 'claimRequested', identifiedAt });
    item = 'absent';
    await presentation.check(partsOrderId, 1);
    expect(parts.at()).toBe('ready');
  });

  test.each([
    ['seen in its slot', true, 'present', 'presenting'],
    ['not seen by a gate that has item sensors', true, 'unknown', 'ready'],
    ['in its slot by the records of a gate that has none', false, 'unknown', 'presenting'],
  ] as const)('a disc that is %s', async (_, hasSensors, seen, at) => {
    parts.placeReady();
    parts.clock.advance(seconds(1));
    const identifiedAt = parts.clock.now();
    parts.desk.happen(partsOrderId, { is: 'claimRequested', identifiedAt });
    itemSensors = hasSensors;
    item = seen;
    await presentation.check(partsOrderId, 1);
    expect(parts.at()).toBe(at);
  });

  test('no slot is opened while the service door is, nor later by itself', async () => {
    parts.placePresenting();
    isDoorOpen = true;
    await presentation.present(partsOrderId, 1);
    expect({ opened, order: parts.at() }).toEqual({ opened: 0, order: 'ready' });
    expect(whatIsKnown()).toMatchObject({ disc: 'staged', slot: 'occupied' });
  });

  test('a disc seen locked again is ready again; one that is not is suspect', async () => {
    parts.placePresenting();
    ends = () => Promise.resolve('notTaken');
    await presentation.present(partsOrderId, 1);
    item = 'absent';
    await presentation.recheck(partsOrderId, 1);
    expect(whatIsKnown()).toMatchObject({ order: 'suspect', disc: 'unknown', slot: 'blocked' });
  });

  test('what nobody collected is taken out of its slot, and never becomes stock again', async () => {
    parts.placeReady();
    parts.clock.advance(seconds(24 * 60 * 60));
    parts.desk.happen(partsOrderId, { is: 'holdPassed' });
    await presentation.clear(partsOrderId, 1);
    expect(moved).toEqual(['slot:1 > reject']);
    expect(whatIsKnown()).toEqual({
      order: 'expired',
      disc: 'retained',
      slot: 'empty',
      act: 'done',
    });
  });
});
