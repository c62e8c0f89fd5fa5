import {
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jwkOf } from '../../../../../app/delivery/stick/compact-jws.ts';
import type { Manifest } from '../../../../../app/disc/manifest.ts';
import { AppError, isAppError } from '../../../../../app/foundation/errors.ts';
import { hours, minutes } from '../../../../../app/foundation/units.ts';
import { mirrorPath } from '../../../../../app/player/stick/receipt-book.ts';
import type { ShowingCounter } from '../../../../../app/player/stick/showing-counter.ts';
import { filesUntil, systemError } from '../../../../support/stick/power-cut.ts';
import {
  BLOCKS,
  never,
  type StickBench,
  stickBench,
} from '../../../../support/stick/stick-bench.ts';

let bench: StickBench;
beforeEach(() => {
  bench = stickBench();
});
afterEach(() => bench.close());

/** Code and date, or file, of what was refused; null: nothing was. */
async function refusal(act: () => Promise<unknown>): Promise<readonly unknown[] | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [error.code, error.context['date'] ?? error.context['file'] ?? null];
  }
}

const pathOf = (stick: { readonly stickId: string }, name: string) =>
  join(bench.root, 'DIPTYCH', stick.stickId, name);
const receipts = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);

describe('a stick that was written for this device and disc', () => {
  it('gives every block as the bank made it, in any order', async () => {
    await bench.write();
    const supply = await bench.open();
    expect([supply.head.blocks, supply.head.identity.titleId]).toEqual([BLOCKS, 'a-film']);
    for (const [first, count] of [
      [30, 10],
      [0, 1],
      [7, 32],
    ] as const) {
      const payloads = await supply.fetch(first, count, never);
      expect(payloads.map((payload) => [payload.length, payload[0]])).toEqual(
        Array.from({ length: count }, (_, n) => [4000 + first + n, first + n]),
      );
    }
    await supply.close('stopped');
  });

  it('costs no showing until its first block is asked for', async () => {
    const stick = await bench.write();
    const supply = await bench.open();
    await supply.close('stopped');
    expect(receipts(pathOf(stick, 'receipts.log'))).toEqual([]);
  });

  it('is counted on the stick and in the player’s folder, readable by nobody else, before a block is given', async () => {
    const stick = await bench.write();
    const supply = await bench.open();
    await supply.fetch(3, 1, never);
    const mirror = mirrorPath(bench.device.folder, stick.stickId);
    const lines = receipts(pathOf(stick, 'receipts.log'));
    expect([lines.length, receipts(mirror), statSync(mirror).mode & 0o777]).toEqual([
      1,
      lines,
      0o600,
    ]);
    expect(supply.licence()).toMatchObject({ showingsUsed: 1, showingsLeft: 1, state: 'active' });
    await supply.close('stopped');
  });

  it('may be resumed for 24 hours without counting again, then the next showing is taken', async () => {
    await bench.write();
    await bench.show();
    bench.clock.advance(hours(23));
    await bench.show();
    const resumed = await bench.open();
    expect(resumed.licence().showingsUsed).toBe(1);
    await resumed.close('stopped');
    bench.clock.advance(hours(2));
    await bench.show();
    bench.clock.advance(hours(25));
    expect(await refusal(() => bench.open())).toEqual([
      'SHOWINGS_USED',
      '2026-01-02T13:00:00.000Z',
    ]);
  });

  it('may not be resumed more often than its licence says', async () => {
    await bench.write({ policy: { resumeHours: 24, resumes: 2 } });
    for (let time = 0; time < 4; time++) await bench.show();
    const supply = await bench.open();
    expect(supply.licence().showingsUsed).toBe(2);
    await supply.close('stopped');
  });

  it('left open for longer than a showing may be resumed is another showing, as long as there is one', async () => {
    const stick = await bench.write();
    const supply = await bench.open();
    await supply.fetch(0, 1, never);
    for (const showingsUsed of [1, 2]) {
      await supply.fetch(1, 1, never);
      expect(supply.licence().showingsUsed).toBe(showingsUsed);
      bench.clock.advance(hours(24));
    }
    expect(await refusal(() => supply.fetch(2, 1, never))).toEqual([
      'SHOWINGS_USED',
      '2026-01-02T12:00:00.000Z',
    ]);
    await supply.close('failed');
    expect(receipts(pathOf(stick, 'receipts.log')).length).toBe(2);
  });

  it('ends so many hours after its first showing', async () => {
    await bench.write({ hoursAfterFirstShowing: 3 });
    await bench.show();
    bench.clock.advance(hours(4));
    expect(await refusal(() => bench.open())).toEqual([
      'STICK_EXPIRED',
      '2026-01-01T15:00:00.000Z',
    ]);
  });

  it('ends in the middle of a film at the block after its last instant', async () => {
    await bench.write({ notAfter: '2026-01-01T13:00:00.000Z' });
    const supply = await bench.open();
    await supply.fetch(0, 1, never);
    bench.clock.advance(minutes(61));
    expect(await refusal(() => supply.fetch(1, 1, never))).toEqual([
      'STICK_EXPIRED',
      '2026-01-01T13:00:00.000Z',
    ]);
    await supply.close('stopped');
  });

  it('does not begin before its first day', async () => {
    await bench.write({ notBefore: '2026-01-02T00:00:00.000Z' });
    expect(await refusal(() => bench.open())).toEqual([
      'STICK_NOT_YET',
      '2026-01-02T00:00:00.000Z',
    ]);
  });
});

describe('what is refused, each by its own name', () => {
  it('an empty medium, and no medium at all', async () => {
    expect(await refusal(() => bench.open())).toEqual(['STICK_MISSING', null]);
    expect(await refusal(() => bench.open({ folder: join(bench.root, 'nowhere') }))).toEqual([
      'STICK_MISSING',
      null,
    ]);
  });

  it('a stick of another disc', async () => {
    await bench.write();
    const disc = { manifest: { orderId: 'Z'.repeat(20) } as Manifest };
    expect(await refusal(() => bench.open({ disc }))).toEqual(['STICK_WRONG_DISC', null]);
  });

  it('a stick of another device', async () => {
    await bench.write();
    expect(await refusal(() => bench.open({ keys: bench.newDevice() }))).toEqual([
      'STICK_NOT_YOURS',
      null,
    ]);
  });

  it('a licence that another key signed', async () => {
    await bench.write();
    const licenceKey = jwkOf(bench.device.stickKey);
    expect(await refusal(() => bench.open({ licenceKey }))).toEqual([
      'STICK_DAMAGED',
      'licence.jws',
    ]);
  });

  it.each(['licence.jws', 'licence.jwe', 'body.age'])(
    'a flipped bit anywhere in %s, which it names',
    async (name) => {
      const stick = await bench.write();
      await bench.show();
      const path = pathOf(stick, name);
      const whole = readFileSync(path);
      for (const place of [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
        const flipped = Buffer.from(whole);
        flipped[Math.floor(place * whole.length)]! ^= 4;
        writeFileSync(path, flipped);
        expect([place, await refusal(() => bench.open())]).toEqual([
          place,
          ['STICK_DAMAGED', name],
        ]);
      }
      writeFileSync(path, whole);
      await bench.show();
    },
  );

  it.each(['licence.jwe', 'body.age'])('a %s that was cut off or is gone', async (name) => {
    const stick = await bench.write();
    const path = pathOf(stick, name);
    writeFileSync(path, readFileSync(path).subarray(0, 90));
    expect(await refusal(() => bench.open())).toEqual(['STICK_DAMAGED', name]);
  });

  it('a device whose clock was set back, but not one that was corrected a little', async () => {
    await bench.write();
    await bench.show();
    bench.clock.step(minutes(-4));
    await bench.show();
    bench.clock.step(minutes(-4));
    expect(await refusal(() => bench.open())).toEqual([
      'CLOCK_SET_BACK',
      '2026-01-01T12:00:00.000Z',
    ]);
  });

  it('a clock set back between two showings of which the second was long', async () => {
    await bench.write();
    const supply = await bench.open();
    await supply.fetch(0, 1, never);
    bench.clock.advance(hours(2));
    await supply.close('stopped');
    bench.clock.step(hours(-1));
    expect(await refusal(() => bench.open())).toEqual([
      'CLOCK_SET_BACK',
      '2026-01-01T14:00:00.000Z',
    ]);
  });

  it('a second player, until the first is closed', async () => {
    await bench.write();
    const supply = await bench.open();
    expect(await refusal(() => bench.open())).toEqual(['STICK_IN_USE', null]);
    await supply.close('stopped');
    await bench.show();
  });
});

describe('receipts that were damaged', () => {
  it.each([0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])(
    'on the stick, at %f of the file, are made good from the player’s copy, and the other way round',
    async (place) => {
      const stick = await bench.write();
      const paths = [pathOf(stick, 'receipts.log'), mirrorPath(bench.device.folder, stick.stickId)];
      await bench.show();
      await bench.show();
      const whole = readFileSync(paths[0]!);
      for (const path of paths) {
        const flipped = Buffer.from(whole);
        flipped[Math.floor(place * whole.length)]! ^= 4;
        writeFileSync(path, flipped);
        const supply = await bench.open();
        expect(supply.licence().showingsUsed).toBe(1);
        await supply.close('stopped');
        expect(paths.map((one) => readFileSync(one).equals(whole))).toEqual([true, true]);
      }
    },
  );

  it('with old sectors behind a writing that was cut off are made good', async () => {
    const stick = await bench.write();
    await bench.show();
    const path = pathOf(stick, 'receipts.log');
    const whole = readFileSync(path);
    writeFileSync(path, Buffer.concat([whole, Buffer.from('what stood\nhere before\n')]));
    await (await bench.open()).close('stopped');
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  it('in the only place, or in both, or where they are longer than the other copy, are refused', async () => {
    const stick = await bench.write();
    const [log, mirror] = [
      pathOf(stick, 'receipts.log'),
      mirrorPath(bench.device.folder, stick.stickId),
    ];
    await bench.show();
    const one = readFileSync(log);
    await bench.show();
    const two = readFileSync(log);
    const garbage = Buffer.from('garbage\n');
    const refusalOf = async (onStick: Buffer, here: Buffer) => {
      writeFileSync(log, onStick);
      writeFileSync(mirror, here);
      return refusal(() => bench.open());
    };
    expect([
      await refusalOf(garbage, Buffer.alloc(0)),
      await refusalOf(Buffer.concat([one, garbage]), Buffer.concat([one, garbage])),
      await refusalOf(Buffer.concat([two, garbage]), one),
      await refusalOf(one, Buffer.concat([two, garbage])),
    ]).toEqual([
      ['STICK_DAMAGED', 'receipts.log'],
      ['STICK_DAMAGED', 'receipts.log'],
      ['STICK_DAMAGED', 'receipts.log'],
      ['STICK_DAMAGED', mirror],
    ]);
  });
});

describe('older receipts that were put back', () => {
  it('on the stick win nothing: the player’s copy is longer, and is written to the stick again', async () => {
    const stick = await bench.write();
    const path = pathOf(stick, 'receipts.log');
    await bench.show();
    bench.clock.advance(hours(25));
    await bench.show();
    const full = receipts(path);
    writeFileSync(path, '');
    bench.clock.advance(hours(25));
    expect(await refusal(() => bench.open())).toEqual([
      'SHOWINGS_USED',
      '2026-01-02T13:00:00.000Z',
    ]);
    expect(receipts(path)).toEqual(full);
  });

  it('in the player’s folder win nothing: the stick’s are longer', async () => {
    const stick = await bench.write();
    const mirror = mirrorPath(bench.device.folder, stick.stickId);
    await bench.show();
    const early = readFileSync(mirror);
    bench.clock.advance(hours(25));
    await bench.show();
    writeFileSync(mirror, early);
    bench.clock.advance(hours(25));
    expect((await refusal(() => bench.open()))?.[0]).toBe('SHOWINGS_USED');
  });

  it('on one side, after another showing was counted on both: two histories, refused', async () => {
    const stick = await bench.write({ showings: 5 });
    const path = pathOf(stick, 'receipts.log');
    const mirror = mirrorPath(bench.device.folder, stick.stickId);
    await bench.show();
    const [log, copy] = [readFileSync(path), readFileSync(mirror)];
    bench.clock.advance(hours(25));
    await bench.show();
    const later = readFileSync(path);
    writeFileSync(path, log);
    writeFileSync(mirror, copy);
    await bench.show();
    writeFileSync(path, later);
    expect(await refusal(() => bench.open())).toEqual(['STICK_ROLLED_BACK', null]);
  });
});

describe('a stick that is pulled out', () => {
  const away = () => `${bench.root}.away`;

  it('makes the picture wait, and goes on when it is back, counted once', async () => {
    const stick = await bench.write();
    const supply = await bench.open();
    await supply.fetch(0, 1, never);
    renameSync(bench.root, away());
    const waiting = supply.fetch(1, 1, never);
    await pass(29);
    renameSync(away(), bench.root);
    await pass(1);
    expect((await waiting)[0]?.[0]).toBe(1);
    await supply.close('stopped');
    await bench.show();
    expect(receipts(pathOf(stick, 'receipts.log')).length).toBe(2);
    expect(
      (await bench.open().then(async (one) => (await one.close('stopped'), one))).licence()
        .showingsUsed,
    ).toBe(1);
  });

  it('before its first block counts nothing', async () => {
    const stick = await bench.write();
    const supply = await bench.open();
    renameSync(bench.root, away());
    const waiting = refusal(() => supply.fetch(0, 1, never));
    await pass(31);
    expect(await waiting).toEqual(['STICK_GONE', null]);
    await supply.close('failed');
    renameSync(away(), bench.root);
    expect([
      receipts(pathOf(stick, 'receipts.log')),
      existsSync(mirrorPath(bench.device.folder, stick.stickId)),
    ]).toEqual([[], false]);
  });

  it('for half a minute ends in a clear error, and the showing may be resumed', async () => {
    await bench.write({ showings: 1 });
    const supply = await bench.open();
    await supply.fetch(0, 1, never);
    renameSync(bench.root, away());
    const waiting = refusal(() => supply.fetch(1, 1, never));
    await pass(31);
    expect(await waiting).toEqual(['STICK_GONE', null]);
    await supply.close('failed');
    renameSync(away(), bench.root);
    await bench.show();
  });

  /** Lets the clock run, half a second at a time, with what waits for it. */
  async function pass(seconds: number): Promise<void> {
    for (let half = 0; half < 2 * seconds; half++) {
      await new Promise((resolve) => setImmediate(resolve));
      bench.clock.advanceToNext();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
});

it('a full stick says so, and nothing is shown', async () => {
  const stick = await bench.write();
  const { files } = filesUntil(0, systemError('ENOSPC'));
  const supply = await bench.open({ files });
  expect(await refusal(() => supply.fetch(0, 1, never))).toEqual(['STICK_FULL', null]);
  await supply.close('failed');
  await bench.show();
  expect(receipts(pathOf(stick, 'receipts.log')).length).toBe(1);
});

it('a stick that is locked against writing says so', async () => {
  await bench.write();
  const { files } = filesUntil(0, systemError('EROFS'));
  const supply = await bench.open({ files });
  expect(await refusal(() => supply.fetch(0, 1, never))).toEqual(['STICK_NOT_WRITABLE', null]);
  await supply.close('failed');
});

it('a file that is far too long is damaged, not read', async () => {
  const stick = await bench.write();
  for (const name of ['licence.jws', 'licence.jwe', 'receipts.log']) {
    const whole = readFileSync(pathOf(stick, name));
    writeFileSync(pathOf(stick, name), `${'x'.repeat(70)}\n`);
    truncateSync(pathOf(stick, name), 3 * 2 ** 30);
    expect([name, (await refusal(() => bench.open()))?.[0]]).toEqual([name, 'STICK_DAMAGED']);
    writeFileSync(pathOf(stick, name), whole);
  }
});

describe('a counter that takes its time', () => {
  const counter = () => ({ index: 0x01_50_00_20, key: jwkOf(bench.device.stickKey), start: 7 });

  it('counts once and shows, though the player has gone elsewhere in the film meanwhile', async () => {
    const stick = await bench.write({ counter: counter() });
    let value = 7;
    let moves = 0;
    const moved: (() => void)[] = [];
    const slow: ShowingCounter = {
      read: async () => value,
      increment: async (signal) => {
        moves += 1;
        await new Promise<void>((resolve, reject) => {
          moved.push(resolve);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        value += 1;
      },
      attest: async () => ({ attest: new Uint8Array(8), signature: new Uint8Array(8) }),
    };
    const supply = await bench.open({ findCounter: () => slow });
    const seek = new AbortController();
    const first = refusal(() => supply.fetch(0, 1, seek.signal));
    await new Promise((resolve) => setImmediate(resolve));
    const second = supply.fetch(30, 1, never);
    seek.abort(new AppError('PLAYER_CLOSED', 'It looks elsewhere.', { remedy: 'retry' }));
    moved[0]?.();
    expect(await first).toEqual(['PLAYER_CLOSED', null]);
    expect((await second)[0]?.[0]).toBe(30);
    await supply.close('stopped');
    expect([moves, value, receipts(pathOf(stick, 'receipts.log')).length]).toEqual([1, 8, 2]);
  });

  it('is given up when the player closes, and no other player has the stick before', async () => {
    await bench.write({ counter: counter() });
    const waiting: ShowingCounter = {
      read: async () => 7,
      increment: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      attest: () => Promise.reject(new Error('It was not moved.')),
    };
    const supply = await bench.open({ findCounter: () => waiting });
    const fetched = refusal(() => supply.fetch(0, 1, never));
    await new Promise((resolve) => setImmediate(resolve));
    await supply.close('stopped');
    expect(await fetched).toEqual(['PLAYER_CLOSED', null]);
    await (await bench.open({ findCounter: () => waiting })).close('stopped');
  });
});

it('of two sticks of one order the later issue is played', async () => {
  await bench.write({ stickId: 's_zzzzzzzzzzzz', issue: 1, showings: 1 });
  await bench.write({ stickId: 's_aaaaaaaaaaaa', issue: 2, showings: 7 });
  const supply = await bench.open();
  expect(supply.licence().terms.showings).toBe(7);
  await supply.close('stopped');
});
