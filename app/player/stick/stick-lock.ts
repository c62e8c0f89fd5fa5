import { createServer, type Server } from 'node:net';
import { stickError } from '../../delivery/stick/stick-error.ts';

/** A stick that this process alone has open. */
export interface StickLock {
  release(): Promise<void>;
}

/**
 * Takes a stick for this process. The name of a socket in Linux' abstract namespace (unix(7)) is given once and given back by
 * the kernel when its process ends, however it ends: unlike a file it cannot outlive a crash. It holds for one machine and one
 * network namespace, which is enough: a stick opens with the keys of one device.
 *
 * @throws AppError `STICK_IN_USE`.
 */
export async function lockStick(stickId: string): Promise<StickLock> {
  const server = createServer((socket) => socket.destroy());
  await listen(server, `\0diptych-stick-${stickId}`);
  // A player that has nothing else to do may end.
  server.unref();
  return {
    release: () =>
      new Promise((resolve) => {
        if (server.listening) server.close(() => resolve());
        else resolve();
      }),
  };
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      reject(
        isTaken
          ? stickError('STICK_IN_USE', 'Another player is using this stick. Close it first.')
          : error,
      );
    });
    server.listen(name, resolve);
  });
}
