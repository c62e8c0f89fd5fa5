import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscOrder } from '../../../../../app/bank/generate/generation.ts';
import { Press } from '../../../../../app/bank/generate/press.ts';
import type { MasterStore } from '../../../../../app/bank/generate/title-store.ts';
import { bufferSource, type ByteSource } from '../../../../../app/foundation/byte-source.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import type { MainStream, MainStreamRequest } from '../../../../../app/split/index.ts';
import {
  FakeTitles,
  fakeLevels,
  openFakeMainStream,
} from '../../../../support/bank/fake-titles.ts';

const MIB = 1 << 20;
const master = seededRandomness('a film').bytes(24 * MIB);

let titles: FakeTitles;
beforeEach(() => {
  titles = new FakeTitles().add('a-film', master);
});

function orderOf(orderId: string, titleId = 'a-film'): DiscOrder {
  return {
    identity: { titleId, orderId: orderId.padEnd(20, '0'), distributorId: 'ACME' },
    keys: { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) },
    manifest: new Uint8Array(0),
  };
}

/** A master that says what was read of it. */
function countedReads(store: MasterStore): { store: MasterStore; read: number[] } {
  const read: number[] = [];
  const counted = (source: ByteSource): ByteSource => ({
    size: source.size,
    read(position, into) {
      for (let at = position; at < position + into.length; at += 256 * 1024) read.push(at);
      return source.read(position, into);
    },
  });
  return {
    read,
    store: {
      versionOf: (titleId) => store.versionOf(titleId),
      open(titleId) {
        const title = store.open(titleId);
        return { ...title, master: counted(title.master) };
      },
    },
  };
}

/** A main stream that is its master. */
function plainStream({ master }: MainStreamRequest): MainStream {
  return { ...master, size: master.size, read: master.read.bind(master), complement: () => [] };
}

describe('main streams of one title', () => {
  it('that are read near each other read their master once', async () => {
    const { store, read } = countedReads(titles);
    const press = new Press({ titles: store, openMainStream: plainStream, ...fakeLevels });
    const streams = [await press.open(orderOf('A')), await press.open(orderOf('B'))];
    const behind = 7 * MIB;
    for (let offset = 0; offset < master.length + behind; offset += MIB) {
      for (const [index, stream] of streams.entries()) {
        const at = offset - index * behind;
        if (at < 0 || at >= master.length) continue;
        const bytes = await stream.read({ offset: at, length: MIB });
        expect(Buffer.compare(bytes, master.subarray(at, at + MIB))).toBe(0);
      }
    }
    expect(read).toEqual(Array.from({ length: 24 * 4 }, (_, piece) => piece * 256 * 1024));
    expect(titles.opened).toBe(1);
  });

  it('far apart read it each, and right', async () => {
    const press = new Press({ titles, openMainStream: plainStream, ...fakeLevels });
    const stream = await press.open(orderOf('A'));
    for (const offset of [0, 20 * MIB + 1, 3, 13 * MIB, 23.5 * MIB, 0]) {
      const bytes = await stream.read({ offset, length: 300_000 });
      expect(Buffer.compare(bytes, master.subarray(offset, offset + 300_000))).toBe(0);
    }
  });

  it('are those of the vault as it is now, and one that is open stays what it was', async () => {
    const press = new Press({ titles, openMainStream: plainStream, ...fakeLevels });
    const before = await press.open(orderOf('A'));
    titles.add('a-film', Buffer.alloc(MIB, 9));
    const after = await press.open(orderOf('B'));
    expect([before.size, after.size]).toEqual([master.length, MIB]);
    expect(await before.read({ offset: 5, length: 3 })).toEqual(
      Uint8Array.from(master.subarray(5, 8)),
    );
    before.close();
    expect(titles.opened).toBe(1);
  });
});

describe('a press', () => {
  it('keeps the four titles open that were used last, until it rests', async () => {
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    for (const titleId of ['1', '2', '3', '4', '5', '6'].map((number) => `film-${number}`)) {
      titles.add(titleId, Buffer.alloc(64));
      (await press.open(orderOf('A', titleId))).close();
    }
    expect(titles.opened).toBe(4);
    const open = await press.open(orderOf('A', 'film-3'));
    press.rest();
    expect(titles.opened).toBe(1);
    open.close();
    open.close();
    press.rest();
    expect(titles.opened).toBe(0);
  });

  it('zeroises the keys of an order when its main stream is closed, and when it cannot be made', async () => {
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    const order = orderOf('A');
    const main = await press.open(order);
    expect(order.keys.order[0]).toBe(2);
    main.close();
    const unknown = orderOf('A', 'no-film');
    await expect(press.open(unknown)).rejects.toMatchObject({ code: 'VAULT_TITLE_UNKNOWN' });
    const zeros = { distributor: new Uint8Array(32), order: new Uint8Array(32) };
    expect([order.keys, unknown.keys]).toEqual([zeros, zeros]);
  });

  it('zeroises the keys of an image and of an overlay when they are closed', async () => {
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    const [order, key] = [orderOf('A'), new Uint8Array(32).fill(1)];
    const image = await press.openImage({ titleId: 'a-film', key });
    const overlay = await press.openOverlay(order);
    expect([key[0], order.keys.order[0]]).toEqual([1, 2]);
    image.close();
    overlay.close();
    const zeros = new Uint8Array(32);
    expect([key, order.keys]).toEqual([zeros, { distributor: zeros, order: zeros }]);
    press.rest();
    expect(titles.opened).toBe(0);
  });

  it('writes an overlay in order to its end, and no further once it is given up or closed', async () => {
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    const overlay = await press.openOverlay(orderOf('A'));
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(overlay.next(controller.signal)).rejects.toThrow('enough');
    const pieces: Uint8Array[] = [];
    for (let piece = await overlay.next(); piece !== null; piece = await overlay.next()) {
      pieces.push(piece);
    }
    const main = await press.open(orderOf('A'));
    const bytes = await main.read({ offset: 0, length: main.size });
    const identity = Buffer.from(JSON.stringify(orderOf('A').identity));
    expect(Buffer.compare(Buffer.concat(pieces), Buffer.concat([identity, bytes]))).toBe(0);
    expect(await overlay.next()).toBeNull();
    const closed = await press.openOverlay(orderOf('A'));
    closed.close();
    await expect(closed.next()).rejects.toMatchObject({ code: 'GENERATION_CLOSED' });
  });

  it('lets go of a title whose main stream cannot be made', async () => {
    const openMainStream = () => {
      throw new AppError('SPLIT_PLAN', 'No.', { remedy: 'fix-the-code' });
    };
    const press = new Press({ titles, openMainStream, ...fakeLevels });
    await expect(press.open(orderOf('A'))).rejects.toMatchObject({ code: 'SPLIT_PLAN' });
    press.rest();
    expect(titles.opened).toBe(0);
  });

  it('hashes a main stream, and leaves off when it is told', async () => {
    const press = new Press({ titles, openMainStream: plainStream, ...fakeLevels });
    const stream = await press.open(orderOf('A'));
    expect(await stream.sha256()).toBe(createHash('sha256').update(master).digest('hex'));
    const controller = new AbortController();
    const hashed = stream.sha256(controller.signal);
    controller.abort(new Error('enough'));
    await expect(hashed).rejects.toThrow('enough');
  });

  it('says that a master ended before its length', async () => {
    const openMainStream = (): MainStream => ({
      ...bufferSource(master),
      size: 30 * MIB,
      complement: () => [],
    });
    const press = new Press({ titles, openMainStream, ...fakeLevels });
    const stream = await press.open(orderOf('A'));
    await expect(stream.read({ offset: 24 * MIB - 1, length: 2 })).rejects.toMatchObject({
      code: 'MAIN_STREAM_TRUNCATED',
    });
  });
});

describe('a complement', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-press-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is written whole', async () => {
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    const path = join(folder, 'a.complement');
    const order = orderOf('A');
    await press.writeComplement(order, path);
    const expected = Buffer.concat([Buffer.from(JSON.stringify(order.identity)), master]);
    expect(readFileSync(path).equals(expected)).toBe(true);
    expect(order.keys.order).toEqual(new Uint8Array(32));
  });

  it('that is given up leaves nothing behind', async () => {
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    const controller = new AbortController();
    const written = press.writeComplement(orderOf('A'), join(folder, 'a'), controller.signal);
    controller.abort(new Error('enough'));
    await expect(written).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });
});
