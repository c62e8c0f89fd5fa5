import { connect, type Socket } from 'node:net';
import type { Clock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine } from './serial-line.ts';

export interface TcpLineOptions {
  readonly clock: Clock;
  /** How long the other end may take to accept the connection. */
  readonly limit: Milliseconds;
}

/** A silent connection is asked by the system after this long whether it is still there. */
const KEEP_ALIVE = seconds(15);

/**
 * Connects to a device that listens on TCP. Nagle's delay is off: devices wait for whole small messages. Lost when the other
 * end closes, resets, or no longer answers the system's keep-alive.
 *
 * @throws AppError `DEVICE_OFFLINE`, which names the address.
 */
export async function openTcpLine(
  host: string,
  port: number,
  options: TcpLineOptions,
): Promise<SerialLine> {
  const device = `What should listen at ${host}:${port}`;
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE,
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: unknown) => {
      cancelLimit();
      socket.destroy();
      reject(isAppError(cause) ? cause : deviceOffline(device, cause));
    };
    const cancelLimit = options.clock.after(options.limit, () => refuse(deviceOffline(device)));
    socket.once('error', refuse);
    socket.once('connect', () => {
      cancelLimit();
      socket.off('error', refuse);
      resolve();
    });
  });
  return lineOf(socket, device);
}

function lineOf(socket: Socket, device: string): SerialLine {
  const lost = new Set<() => void>();
  let closing = false;
  socket.on('error', () => {
    // 'close' follows and says it.
  });
  // The other end has said its last word: there is nobody left to write to.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    if (!closing) for (const listener of lost) listener();
    lost.clear();
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(deviceOffline(device));
          return;
        }
        socket.write(bytes, (error) => {
          if (error) reject(deviceOffline(device, error));
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
        if (socket.closed) resolve();
        else {
          socket.once('close', () => resolve());
          socket.destroy();
        }
      }),
  };
}
