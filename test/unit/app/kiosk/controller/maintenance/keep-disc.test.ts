import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../../../../../app/contracts/staff.ts';
import { isAppError } from '../../../../../../app/foundation/errors.ts';
import { milliseconds } from '../../../../../../app/foundation/units.ts';
import {
  SettingRight,
  type SettingRightParts,
} from '../../../../../../app/kiosk/controller/maintenance/setting-right.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  type KioskParts,
} from '../../../../../support/kiosk-parts.ts';

const person: Actor = { staffId: null, name: 'owner', rights: ['repair'] };
const act = { act: 'keep-disc', discId: partsDiscId } as const;

let parts: KioskParts;
let room: SettingRight;
beforeEach(() => {
  parts = kioskParts();
  parts.placeReady();
  room = new SettingRight({ ...parts, machine: {} } as unknown as SettingRightParts);
});
afterEach(() => parts.records.db.close());

function refusal(): string {
  try {
    void room.handlers['keep-disc'](act, person);
    return 'none';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

function lose(): void {
  const { state } = parts.records.discs.get(partsDiscId);
  parts.records.discs.update(
    partsDiscId,
    { at: 'unknown', last: state.at },
    'unknown',
    '2026-01-01T12:00:00.000Z',
  );
}

test('a lost disc that a person found is kept, once, and the books say who found it', () => {
  lose();
  expect([refusal(), refusal()]).toEqual(['none', 'DISC_NOT_LOST']);
  expect(parts.records.discs.get(partsDiscId)).toMatchObject({
    state: { at: 'retained' },
    place: 'retain',
  });
  expect([...parts.records.ledger.entries()].at(-1)).toMatchObject({
    from: 'unknown',
    to: 'retain',
    reason: 'found',
    by: 'owner',
  });
});

test('a disc that the machine knows the place of is not found', () => {
  expect(refusal()).toBe('DISC_NOT_LOST');
});

test('of a disc whose order is in doubt the order is decided', () => {
  parts.clock.advance(milliseconds(1000));
  parts.desk.happen(partsOrderId, { is: 'claimRequested', identifiedAt: parts.clock.now() });
  parts.desk.happen(partsOrderId, { is: 'presentable' });
  parts.desk.happen(partsOrderId, { is: 'outcomeUnknown' });
  expect([parts.at(), refusal()]).toEqual(['suspect', 'DISC_IN_DOUBT']);
});
