import { connect } from 'node:net';
import type { Clock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine } from './serial-line.ts';
import { socketLine } from './socket-line.ts';

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
  return socketLine(socket, device);
}
