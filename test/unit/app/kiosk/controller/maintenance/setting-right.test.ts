import { expect, test } from 'vitest';
import { isAppError } from '../../../../../../app/foundation/errors.ts';
import {
  SettingRight,
  type SettingRightParts,
} from '../../../../../../app/kiosk/controller/maintenance/setting-right.ts';
import { calmCabinet } from '../../../../../../app/orders/cabinet.ts';
import { kioskParts } from '../../../../../support/kiosk-parts.ts';

const actor = { staffId: null, name: 'owner', rights: [] };
const codeOf = async (work: () => unknown) => {
  try {
    await work();
    return 'done';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
};

test('nothing is moved back to work while the door stands open', async () => {
  const { records } = kioskParts();
  let isDoorOpen = true;
  const moved: string[] = [];
  const room = new SettingRight({
    records,
    cabinet: {
      get facts() {
        return { ...calmCabinet, isDoorOpen };
      },
      returnToWork: () => moved.push('cabinet'),
    },
    carrier: { returnToWork: () => Promise.resolve(moved.push('arm')) },
    pool: { returnAllToUse: () => moved.push('drives') },
  } as unknown as SettingRightParts);
  const work = () => room.handlers['return-to-work']({ act: 'return-to-work' }, actor);
  expect([await codeOf(work), [...moved]]).toEqual(['DOOR_OPEN', []]);
  isDoorOpen = false;
  expect([await codeOf(work), moved]).toEqual(['done', ['cabinet', 'arm', 'drives']]);
  records.db.close();
});

test('a slot that two people clear at once is cleared once, and what is kept in it since is nobody’s to take out', async () => {
  const { clock, desk, records } = kioskParts();
  const at = '2026-01-01T12:00:00.000Z';
  records.slots.update(1, { is: 'blocked', reason: 'test' }, at);
  let answer: (state: { slots: { item: string }[] }) => void = () => {};
  const asked = new Promise<{ slots: { item: string }[] }>((resolve) => {
    answer = resolve;
  });
  const room = new SettingRight({
    records,
    desk,
    clock,
    machine: { gate: { readState: () => asked } },
  } as unknown as SettingRightParts);
  const clear = () =>
    codeOf(() => room.handlers['clear-slot']({ act: 'clear-slot', slot: 1 }, actor));
  const both = [clear(), clear()];
  answer({ slots: [{ item: 'empty' }] });
  expect(await Promise.all(both)).toEqual(['done', 'SLOT_NOT_BLOCKED']);
  expect(records.slots.find(1)).toEqual({ is: 'empty' });
  records.db.close();
});
