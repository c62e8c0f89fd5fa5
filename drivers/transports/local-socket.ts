import { connect, type Socket } from 'node:net';
import type { Clock } from '../../app/foundation/clock.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline, deviceTimeout } from '../contract/device-errors.ts';
import type { SerialLine } from './serial-line.ts';

/**
 * Opens a stream socket of this system: `/run/pcscd/pcscd.comm`.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_TIMEOUT`
 */
export async function openLocalSocket(
  path: string,
  options: { readonly clock: Clock; readonly limit: Milliseconds },
): Promise<SerialLine> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      cancel();
      socket.destroy();
      reject(error);
    };
    const cancel = options.clock.after(options.limit, () => {
      fail(deviceTimeout(`Connecting to ${path}`));
    });
    socket.once('error', (cause) => fail(deviceOffline(`The service at ${path}`, cause)));
    socket.once('connect', () => {
      cancel();
      resolve();
    });
  });
  return lineOver(socket, path);
}

function lineOver(socket: Socket, path: string): SerialLine {
  const lost = new Set<() => void>();
  let closing = false;
  socket.on('error', () => {
    // What failed is reported by the write that failed, or by 'close'.
  });
  socket.on('close', () => {
    if (!closing) for (const listener of lost) listener();
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => {
          if (error) reject(deviceOffline(`The service at ${path}`, error));
          else resolve();
        });
      }),
    onData(listener) {
      socket.on('data', listener);
      return () => socket.off('data', listener);
    },
    onLost(listener) {
      lost.add(listener);
      return () => lost.delete(listener);
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        if (socket.destroyed) {
          resolve();
          return;
        }
        socket.once('close', () => resolve());
        socket.destroy();
      }),
  };
}
