import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../foundation/errors.ts';
import { openDistributorImage, openMainStream, writeOrderOverlay } from '../../../split/index.ts';
import { openMasters } from '../../vault/masters.ts';
import { Press } from '../press.ts';
import { pressDataSchema, pressMessageSchema } from '../press-protocol.ts';
import { PressDesk } from './press-desk.ts';

/** A thread of the bank that generates main streams and complements from the masters of a vault. */
function main(): void {
  const port = parentPort;
  if (port === null) {
    const message = 'This program runs in a thread of the bank.';
    throw new AppError('GENERATION_NO_BANK', message, { remedy: 'fix-the-code' });
  }
  // Linux takes it for this thread alone: the loop of the bank goes first where there are fewer cores than work.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const { vaultFolder } = pressDataSchema.parse(workerData);
  const press = new Press({
    titles: openMasters(vaultFolder),
    openMainStream,
    openDistributorImage,
    writeOrderOverlay,
  });
  const desk = new PressDesk(press, (reply, handed) => port.postMessage(reply, handed));
  port.on('message', (text: unknown) => {
    const message = pressMessageSchema.parse(text);
    if (message.kind === 'end') void desk.close().finally(() => port.close());
    else desk.take(message);
  });
}

main();
