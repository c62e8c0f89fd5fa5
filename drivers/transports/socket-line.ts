import type { Socket } from 'node:net';
import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine } from './serial-line.ts';

/**
 * A connected socket as a line of bytes.
 *
 * @param device what is at its other end, as the subject of a sentence.
 */
export function socketLine(socket: Socket, device: string): SerialLine {
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
