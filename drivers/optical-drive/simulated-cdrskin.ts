/**
 * A program that takes cdrskin's arguments and prints what cdrskin prints, writing to a disc of a simulated world. The
 * device `<folder>/dev/srN` says which world and which of its drives.
 */
import process from 'node:process';
import { systemClock } from '../../app/foundation/clock.ts';
import { DriveClient } from '../world/drive-client.ts';
import { runSimulatedRecorder } from './simulated-recorder.ts';

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
process.stdout.on('error', () => process.exit(1));

// A recorder that hangs waits for nothing, and is still there.
const stay = setInterval(() => {}, 60_000);
process.exitCode = await runSimulatedRecorder(process.argv.slice(2), {
  connect: (device) => DriveClient.connect(device),
  input: process.stdin,
  clock: systemClock,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  asked: stop.signal,
});
clearInterval(stay);
process.stdin.destroy();
