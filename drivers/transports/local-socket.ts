import { connect } from 'node:net';
import type { Clock } from '../../app/foundation/clock.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline, deviceTimeout } from '../contract/device-errors.ts';
import type { SerialLine } from './serial-line.ts';
import { socketLine } from './socket-line.ts';

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
  return socketLine(socket, `The service at ${path}`);
}
