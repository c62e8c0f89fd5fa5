import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discMap } from '../../../../../../app/kiosk/controller/maintenance/storage/disc-map.ts';
import type { Machine } from '../../../../../../drivers/contract/machine.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  type KioskParts,
} from '../../../../../support/kiosk-parts.ts';

const at = '2026-01-01T12:00:00.000Z';
let parts: KioskParts;
beforeEach(() => {
  parts = kioskParts();
});
afterEach(() => {
  parts.records.db.close();
});

/** What sensors say: nothing lies anywhere, but for what is given. */
function seen(sees: {
  gripper?: 'holding' | 'unknown';
  slot1?: 'present' | 'unknown';
  medium?: 'complete' | 'unknown';
  tray?: 'open';
}): Pick<Machine, 'drives' | 'gate' | 'robot'> {
  const { gripper = 'empty', medium = 'none', slot1 = 'absent', tray = 'closed' } = sees;
  const health = 'online';
  return {
    robot: { status: { health, gripper } },
    gate: { status: { health, slots: [{ item: slot1 }, { item: 'absent' }] } },
    drives: [{ status: { health, activity: 'idle', tray, medium } }],
  } as unknown as Pick<Machine, 'drives' | 'gate' | 'robot'>;
}

function map(sees: Parameters<typeof seen>[0]): string[] {
  const { clock, records } = parts;
  return discMap({ machine: seen(sees), records, clock }).map(
    ({ discId, isTest, orderCode, place, state }) =>
      [place, state, orderCode ?? (isTest ? 'test' : '-'), discId === null ? 'nameless' : '']
        .filter(Boolean)
        .join(' '),
  );
}

describe('where every disc is', () => {
  test('is what the records say, as far as no sensor contradicts', () => {
    parts.placeReady();
    expect([map({ slot1: 'present' }), map({ slot1: 'unknown' })]).toEqual([
      ['slot:1 staged AAAA-AAAA'],
      ['slot:1 staged AAAA-AAAA'],
    ]);
  });

  test('is unknown where the sensor sees nothing any more', () => {
    parts.placeReady();
    expect(map({})).toEqual(['unknown unknown AAAA-AAAA']);
  });

  test('names what a sensor sees and no record knows', () => {
    expect([
      map({ gripper: 'holding' }),
      map({ slot1: 'present' }),
      map({ medium: 'complete' }),
      map({ medium: 'complete', tray: 'open' }),
      map({ gripper: 'unknown', medium: 'unknown', slot1: 'unknown' }),
    ]).toEqual([
      ['gripper unlisted - nameless'],
      ['slot:1 unlisted - nameless'],
      ['tray:1 unlisted - nameless'],
      [],
      [],
    ]);
  });

  test('contradicts nothing while a disc is on its way, nor before the sensors could see it arrive', () => {
    parts.placeReady();
    const { acts, discs } = parts.records;
    const actId = acts.begin({
      kind: 'clear.started',
      orderId: partsOrderId,
      discId: partsDiscId,
      bootId: 'boot',
      at,
      intent: { from: 'slot:1', to: 'retain' },
    });
    expect(map({ gripper: 'holding' })).toEqual(['slot:1 staged AAAA-AAAA']);
    discs.update(partsDiscId, { at: 'retained' }, 'retain', at);
    acts.end(actId, 'done', {}, new Date(parts.clock.now()).toISOString());
    expect(map({ slot1: 'present' })).toEqual([]);
  });

  test('marks what was written to be tried', () => {
    const { tests } = parts.records;
    const test = tests.begin({ test: 'burn', drive: 1, slot: null, detail: '' }, 'somebody', at);
    tests.insertDisc({ discId: 'd_test-disc', test, state: { at: 'onTransport' } }, at);
    tests.updateDisc('d_test-disc', { at: 'writing', drive: 1 }, 'tray:1', at);
    expect(map({ medium: 'unknown' })).toEqual(['tray:1 writing test']);
    tests.updateDisc('d_test-disc', { at: 'rejected', reason: 'operator' }, 'reject', at);
    expect(map({})).toEqual([]);
    expect(parts.records.ledger.balanceOf('disc', 'reject')).toBe(1);
  });
});
