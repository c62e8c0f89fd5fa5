import { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiscOrder } from '../../../../../app/bank/generate/generation.ts';
import { Press } from '../../../../../app/bank/generate/press.ts';
import { PressPool } from '../../../../../app/bank/generate/press-pool.ts';
import type { PressMessage } from '../../../../../app/bank/generate/press-protocol.ts';
import type { Thread } from '../../../../../app/bank/generate/press-thread.ts';
import { PressDesk } from '../../../../../app/bank/generate/worker/press-desk.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import {
  FakeTitles,
  fakeLevels,
  openFakeMainStream,
} from '../../../../support/bank/fake-titles.ts';

const KIB = 1024;
const master = Buffer.alloc(64 * KIB, 7);

/** The other side of a pool, in this thread: messages are copied, and come a turn later. */
class NearThread extends EventEmitter implements Thread {
  readonly heard: PressMessage[] = [];
  readonly #desk: PressDesk;
  isDeaf = false;

  constructor(titles: FakeTitles) {
    super();
    const press = new Press({ titles, openMainStream: openFakeMainStream, ...fakeLevels });
    this.#desk = new PressDesk(press, (reply, transfer) => {
      const copy = structuredClone(reply, { transfer: [...transfer] });
      setImmediate(() => this.emit('message', copy));
    });
  }

  postMessage(message: PressMessage): void {
    const copy = structuredClone(message);
    this.heard.push(copy);
    if (this.isDeaf) return;
    if (copy.kind === 'end') void this.#desk.close().then(() => this.emit('exit', 0));
    else setImmediate(() => this.#desk.take(copy));
  }

  async terminate(): Promise<number> {
    this.emit('exit', 1);
    return 1;
  }

  die(error: Error): void {
    this.emit('error', error);
    this.emit('exit', 1);
  }
}

let clock: ManualClock;
let titles: FakeTitles;
let threads: NearThread[];
let logged: string[];
let pool: PressPool;
beforeEach(() => {
  clock = new ManualClock();
  titles = new FakeTitles();
  for (const titleId of ['one', 'two', 'three']) titles.add(titleId, master);
  threads = [];
  logged = [];
  pool = poolOf(2);
  return () => pool.close();
});

function poolOf(most: number): PressPool {
  return new PressPool({
    threads: most,
    clock,
    logger: {
      ...silentLogger,
      error: (fields, text) => logged.push(JSON.stringify({ ...fields, text })),
    },
    start() {
      const thread = new NearThread(titles);
      threads.push(thread);
      return thread;
    },
  });
}

function orderOf(titleId: string): DiscOrder {
  return {
    identity: { titleId, orderId: '0'.repeat(20), distributorId: 'ACME' },
    keys: { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) },
    manifest: new Uint8Array(0),
  };
}

/** Titles of the main streams that each thread has opened. */
function opened(): string[][] {
  return threads.map(({ heard }) =>
    heard.flatMap((message) => (message.kind === 'open' ? [message.order.identity.titleId] : [])),
  );
}

const reads = (thread: NearThread) => thread.heard.filter(({ kind }) => kind === 'read').length;

describe('a main stream of another thread', () => {
  it('is what it is in this one', async () => {
    const main = await pool.open(orderOf('one'));
    const here = openFakeMainStream({
      master: {
        size: master.length,
        read: (at, into) => master.copy(into, 0, at, at + into.length),
      },
      plan: { keys: orderOf('one').keys },
    } as Parameters<typeof openFakeMainStream>[0]);
    const expected = new Uint8Array(5000);
    here.read(1000, expected);
    expect(await main.read({ offset: 1000, length: 5000 })).toEqual(expected);
    expect([main.size, main.film]).toEqual([master.length, [{ offset: 0, length: master.length }]]);
    expect(await main.sha256()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('leaves no keys behind in this one', async () => {
    const order = orderOf('one');
    await pool.open(order);
    expect(order.keys).toEqual({ distributor: new Uint8Array(32), order: new Uint8Array(32) });
  });

  it('fails as it would here, with its code and without what a file is called', async () => {
    await expect(pool.open(orderOf('none'))).rejects.toMatchObject({ code: 'VAULT_TITLE_UNKNOWN' });
    const failing = new Error('EIO: read /vault/one/master.iso');
    vi.spyOn(titles, 'open').mockImplementation(() => {
      throw Object.assign(failing, { code: 'EIO' });
    });
    await expect(pool.open(orderOf('one'))).rejects.toMatchObject({
      code: 'GENERATION_FAILED',
      message: 'A main stream or a complement could not be generated.',
      context: { cause: 'EIO' },
    });
  });

  it('cannot be read once it is closed', async () => {
    const main = await pool.open(orderOf('one'));
    main.close();
    await expect(main.read({ offset: 0, length: 1 })).rejects.toMatchObject({
      code: 'GENERATION_CLOSED',
    });
  });
});

describe('orders', () => {
  it('of one title share a thread; another title has the other', async () => {
    for (const titleId of ['one', 'two', 'one', 'two', 'one']) await pool.open(orderOf(titleId));
    expect(opened()).toEqual([
      ['one', 'one', 'one'],
      ['two', 'two'],
    ]);
  });

  it('of one title are spread once their thread has much more to do than the other', async () => {
    for (let order = 0; order < 10; order++) await pool.open(orderOf('one'));
    expect(opened().map((titles) => titles.length)).toEqual([9, 1]);
  });

  it('go to the thread that has the title open already', async () => {
    const [one, two] = [await pool.open(orderOf('one')), await pool.open(orderOf('two'))];
    one.close();
    two.close();
    await pool.open(orderOf('two'));
    expect(opened()).toEqual([['one'], ['two', 'two']]);
  });

  it('are told that the bank is busy where 64 are open, until one is closed', async () => {
    const open = [];
    for (let order = 0; order < 64; order++) open.push(await pool.open(orderOf('one')));
    const [refused, key] = [orderOf('one'), new Uint8Array(32).fill(1)];
    await expect(pool.open(refused)).rejects.toMatchObject({ code: 'BANK_BUSY' });
    await expect(pool.openImage({ titleId: 'one', key })).rejects.toMatchObject({
      code: 'BANK_BUSY',
    });
    const zeros = new Uint8Array(32);
    expect([refused.keys, key]).toEqual([{ distributor: zeros, order: zeros }, zeros]);
    open[0]?.close();
    await expect(pool.open(orderOf('one'))).resolves.toBeDefined();
  });
});

describe('what is asked of a thread', () => {
  it('waits here but for two, and can be given up while it waits', async () => {
    const main = await pool.open(orderOf('one'));
    const [thread] = threads;
    thread!.isDeaf = true;
    const controller = new AbortController();
    const asked = [0, 1, 2, 3].map((at) => main.read({ offset: at, length: 1 }, controller.signal));
    const ends = Promise.allSettled(asked);
    expect(reads(thread!)).toBe(2);
    controller.abort(new Error('gone'));
    await expect(asked[3]).rejects.toThrow('gone');
    expect(thread!.heard.filter(({ kind }) => kind === 'abort')).toHaveLength(2);
    thread!.die(new Error('killed'));
    expect((await ends).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  });

  it('does not wait for passes over whole main streams', async () => {
    const main = await pool.open(orderOf('one'));
    threads[0]!.isDeaf = true;
    const passes = [main.sha256(), main.sha256(), main.sha256()];
    const read = main.read({ offset: 0, length: 1 });
    const ends = Promise.allSettled([...passes, read]);
    expect(reads(threads[0]!)).toBe(1);
    threads[0]!.die(new Error('killed'));
    expect((await ends).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  });

  it('is refused where 128 wait', async () => {
    const main = await pool.open(orderOf('one'));
    threads[0]!.isDeaf = true;
    const asked = Array.from({ length: 131 }, () => main.read({ offset: 0, length: 1 }));
    const ends = Promise.allSettled(asked);
    await expect(asked[130]).rejects.toMatchObject({ code: 'BANK_BUSY' });
    threads[0]!.die(new Error('killed'));
    expect((await ends).map(({ status }) => status)).toEqual(Array(131).fill('rejected'));
  });

  it('is given up by the thread too when it is under way', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'diptych-pool-'));
    const controller = new AbortController();
    const written = pool.writeComplement(orderOf('one'), join(folder, 'a'), controller.signal);
    controller.abort(new Error('enough'));
    await expect(written).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
    await pool.writeComplement(orderOf('one'), join(folder, 'b'));
    expect(readFileSync(join(folder, 'b')).includes(master)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

describe('a thread that dies', () => {
  it('fails what it was asked, and another takes its place', async () => {
    const main = await pool.open(orderOf('one'));
    threads[0]!.isDeaf = true;
    const read = main.read({ offset: 0, length: 1 });
    threads[0]!.die(
      Object.assign(new Error('out of /vault/one'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }),
    );
    const died = { code: 'GENERATOR_DIED', remedy: 'retry' };
    await expect(read).rejects.toMatchObject(died);
    await expect(main.read({ offset: 0, length: 1 })).rejects.toMatchObject(died);
    main.close();
    const again = await pool.open(orderOf('one'));
    expect(await again.read({ offset: 0, length: 1 })).toHaveLength(1);
    expect(threads).toHaveLength(2);
    expect(logged).toEqual([
      '{"error":"Error","code":"ERR_WORKER_OUT_OF_MEMORY","text":"A thread that generates main streams died."}',
    ]);
  });
});

describe('a pool', () => {
  it('closes its files when nobody has asked for a minute', async () => {
    const main = await pool.open(orderOf('one'));
    clock.advance(seconds(120));
    expect(titles.opened).toBe(1);
    main.close();
    clock.advance(seconds(59));
    expect(titles.opened).toBe(1);
    clock.advance(seconds(1));
    await vi.waitFor(() => expect(titles.opened).toBe(0));
  });

  it('that is closed fails what is under way, ends its threads, and takes nothing more', async () => {
    const main = await pool.open(orderOf('one'));
    const [hashed] = await Promise.allSettled([main.sha256(), pool.close()]);
    expect(hashed).toMatchObject({ status: 'rejected', reason: { code: 'BANK_CLOSING' } });
    expect(titles.opened).toBe(0);
    await expect(pool.open(orderOf('one'))).rejects.toMatchObject({ code: 'BANK_CLOSING' });
    expect(logged).toEqual([]);
  });

  it('that is closed ends a thread that does not listen', async () => {
    await pool.open(orderOf('one'));
    threads[0]!.isDeaf = true;
    const closed = pool.close();
    clock.advance(seconds(2));
    await expect(closed).resolves.toBeUndefined();
  });
});
