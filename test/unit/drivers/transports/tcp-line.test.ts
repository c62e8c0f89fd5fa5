import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../app/foundation/clock.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import { openTcpLine } from '../../../../drivers/transports/tcp-line.ts';

const options = { clock: systemClock, limit: seconds(10) };

describe('a line over TCP', () => {
  let server: Server;
  let port: number;
  let accepted: Promise<Socket>;
  beforeEach(async () => {
    server = createServer();
    accepted = once(server, 'connection').then(([socket]) => socket as Socket);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.close();
  });

  it('carries bytes both ways', async () => {
    const line = await openTcpLine('127.0.0.1', port, options);
    const device = await accepted;
    device.once('data', (bytes: Buffer) => device.write(Buffer.concat([bytes, Buffer.of(2)])));
    const answer = new Promise<Uint8Array>((resolve) => {
      line.onData(resolve);
    });
    await line.write(Uint8Array.of(1));
    expect([...(await answer)]).toEqual([1, 2]);
    await line.close();
  });

  it('is lost once when the other end hangs up, and takes no more bytes', async () => {
    const line = await openTcpLine('127.0.0.1', port, options);
    let losses = 0;
    const lost = new Promise<void>((resolve) => {
      line.onLost(() => {
        losses += 1;
        resolve();
      });
    });
    (await accepted).end();
    await lost;
    await expect(line.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await line.close();
    expect(losses).toBe(1);
  });

  it('is lost when the other end resets it', async () => {
    const line = await openTcpLine('127.0.0.1', port, options);
    const lost = new Promise<string>((resolve) => {
      line.onLost(() => resolve('lost'));
    });
    (await accepted).resetAndDestroy();
    expect(await lost).toBe('lost');
    await line.close();
  });

  it('is not lost when it is closed, and may be closed twice', async () => {
    const line = await openTcpLine('127.0.0.1', port, options);
    let losses = 0;
    line.onLost(() => {
      losses += 1;
    });
    const device = await accepted;
    const gone = once(device, 'close');
    device.resume();
    await line.close();
    await line.close();
    await gone;
    expect(losses).toBe(0);
  });

  it('is offline where nobody listens, and says where', async () => {
    server.close();
    await once(server, 'close');
    await expect(openTcpLine('127.0.0.1', port, options)).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
      message: `What should listen at 127.0.0.1:${port} does not answer.`,
    });
  });

  it('is offline when nobody has accepted it within the limit', async () => {
    const clock = new ManualClock();
    const opening = openTcpLine('127.0.0.1', port, { clock, limit: seconds(5) });
    clock.advance(seconds(5));
    await expect(opening).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });
});
