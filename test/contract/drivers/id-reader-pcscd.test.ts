import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause, systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { milliseconds } from '../../../app/foundation/units.ts';
import type { Reading } from '../../../drivers/id-reader/contract.ts';
import { openPcscReader } from '../../../drivers/id-reader/id-reader-pcsc.ts';

const PCSCD = '/usr/sbin/pcscd';
const SOCKET = '/run/pcscd/pcscd.comm';
const VIRTUAL_READER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
/** Where the driver of the virtual reader waits for a card. */
const CARD_PORT = 35963;

function whyNot(): string | null {
  if (!existsSync(PCSCD)) return 'needs pcscd';
  if (!existsSync(VIRTUAL_READER)) return 'needs vsmartcard-vpcd';
  if (process.getuid?.() !== 0) return 'pcscd must be started by root';
  return existsSync(SOCKET) ? 'a pcscd runs here already' : null;
}

/** A virtual contactless card: frames of two bytes of length, `04` asks for its ATR, other single bytes switch its power. */
async function insertCard(uid: string, answer: string): Promise<Socket> {
  const socket = connect(CARD_PORT, '127.0.0.1');
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let held = Buffer.alloc(0);
  const send = (hex: string) => {
    const body = Buffer.from(hex, 'hex');
    socket.write(Buffer.concat([Buffer.of(0, body.length), body]));
  };
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const body = held.subarray(2, 2 + held.readUInt16BE(0)).toString('hex');
      held = held.subarray(2 + held.readUInt16BE(0));
      if (body === '04') send('3b8180018080');
      else if (body === 'ffca000000') send(uid + answer);
    }
  });
  return socket;
}

async function until(what: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !what(); turn += 1) await pause(systemClock, milliseconds(20));
  expect(what()).toBe(true);
}

const reason = whyNot();

/** One long conversation instead of the whole suite: pcscd looks for cards only every 400 ms. */
describe.skipIf(reason !== null)('a card reader behind pcscd itself, with a virtual card', () => {
  let pcscd: ChildProcess;
  let gone: Promise<unknown>;
  beforeAll(async () => {
    pcscd = spawn(PCSCD, ['--foreground'], { stdio: 'ignore' });
    gone = new Promise((resolve) => pcscd.once('exit', resolve));
    await until(() => existsSync(SOCKET));
  });
  afterAll(async () => {
    pcscd.kill('SIGTERM');
    await gone;
  });

  it('reads cards, passes over one without a number, and notices when pcscd stops', async () => {
    const told: string[] = [];
    const reader = await openPcscReader({
      socketPath: SOCKET,
      readerName: 'Virtual PCD 00 00',
      clock: systemClock,
      logger: silentLogger,
      tap: ({ direction, meaning }) => void (direction === 'received' && told.push(meaning)),
    });
    const heard: Reading[] = [];
    reader.onReading((reading) => heard.push(reading));
    const hold = async (uid: string, answer: string) => {
      told.length = 0;
      const card = await insertCard(uid, answer);
      await until(() => told.some((meaning) => meaning.startsWith('answer of the card')));
      card.destroy();
      await until(() => told.at(-1) === 'readers: Virtual PCD 00 00, Virtual PCD 00 01');
    };
    await hold('04A1B2C3D4E580', '9000');
    await hold('', '6A81');
    await hold('9B3C11E2', '9000');
    expect(heard).toEqual([
      { kind: 'nfc', value: '04A1B2C3D4E580' },
      { kind: 'nfc', value: '9B3C11E2' },
    ]);
    pcscd.kill('SIGTERM');
    await until(() => reader.status.health === 'noDevice');
    expect(reader.status.reason).toBe('The card service pcscd does not answer.');
    await reader.close();
  });
});

describe.runIf(reason !== null)('a card reader behind pcscd itself', () => {
  it('is tried where pcscd can be started', ({ skip }) => {
    skip(reason ?? '');
    expect.unreachable();
  });
});
