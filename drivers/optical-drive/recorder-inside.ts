import { PassThrough } from 'node:stream';
import type { Clock } from '../../app/foundation/clock.ts';
import { AppError } from '../../app/foundation/errors.ts';
import type { ChildExit, ChildLauncher } from '../transports/child-process.ts';
import { driveCalled, DriveConversation } from '../world/drive-conversation.ts';
import type { DriveRequest } from '../world/drive-protocol.ts';
import type { World } from '../world/world.ts';
import { runSimulatedRecorder, type WorldDrive } from './simulated-recorder.ts';

/**
 * Runs the simulated recorder program inside this process, with its lines and exit codes, on the clock it is given: a day
 * of a machine passes as fast as it can be computed.
 *
 * @param rate how fast the recorders go on that clock: 1 as in life; null for no waiting.
 */
export function recorderInside(world: World, rate: number | null, clock: Clock): ChildLauncher {
  return (command) => {
    const input = new PassThrough();
    const stop = new AbortController();
    const conversations = new Set<DriveConversation>();
    const run = runSimulatedRecorder(command.arguments, {
      connect: (device) => Promise.resolve(connectInside(world, rate, device, conversations)),
      input,
      clock,
      print: (line) => command.onLine(line, 'stdout'),
      complain: (line) => command.onLine(line, 'stderr'),
      asked: stop.signal,
    });
    let beKilled: (exit: ChildExit) => void = () => {};
    const killed = new Promise<ChildExit>((resolve) => {
      beKilled = resolve;
    });
    const ended = run.then((code): ChildExit => ({ code, signal: null }));
    const exited = Promise.race([ended, killed]);
    const end = () => {
      input.destroy();
    };
    exited.then(end, end);
    return {
      write: (chunk) =>
        new Promise((resolve) => {
          if (input.destroyed) {
            resolve(false);
            return;
          }
          // A stream that is destroyed forgets what was being written to it.
          const onClose = () => resolve(false);
          input.once('close', onClose);
          // A pipe has its own copy by the time it answers; who writes uses the same memory again.
          input.write(Buffer.from(chunk), (error) => {
            input.off('close', onClose);
            resolve(!error);
          });
        }),
      end: () => {
        input.end();
      },
      exited,
      kill: (signal) => {
        if (signal !== 'SIGKILL') {
          stop.abort();
          return;
        }
        for (const conversation of conversations) conversation.end();
        beKilled({ code: null, signal });
      },
    };
  };
}

function connectInside(
  world: World,
  rate: number | null,
  device: string,
  conversations: Set<DriveConversation>,
): WorldDrive | null {
  const drive = driveCalled(world, device);
  if (drive === null) return null;
  const conversation = new DriveConversation(world, drive, rate);
  conversations.add(conversation);
  const ask = (request: Exclude<DriveRequest, { ask: 'hello' }>) =>
    Promise.resolve(conversation.answer(request));
  return {
    ask,
    async inspect() {
      const answer = await ask({ ask: 'inspect' });
      if (answer.answer === 'inspection') return answer.drive;
      throw new AppError('WORLD_GONE', 'The simulated drive is not there.', { remedy: 'retry' });
    },
    close: () => conversation.end(),
  };
}
