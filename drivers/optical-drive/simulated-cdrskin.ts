/**
 * A program that takes cdrskin's arguments and prints what cdrskin prints, writing to a disc of a simulated world. The
 * device `<folder>/dev/srN` says which world and which of its drives.
 */
import process from 'node:process';
import { pause, systemClock } from '../../app/foundation/clock.ts';
import { unreachable } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import { DriveClient } from '../world/drive-client.ts';
import { parseArguments, type CdrskinArguments } from './simulated-arguments.ts';
import { simulateBurn } from './simulated-burn.ts';
import { INQUIRY_LINES, mediumReport } from './simulated-medium-report.ts';

/** Seconds that a tray takes to close and a disc to be recognised, at real speed. */
const LOAD_SECONDS = 8;
const EJECT_SECONDS = 2;

const print = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
process.stdout.on('error', () => process.exit(1));

print('cdrskin 1.5.4 : limited cdrecord compatibility wrapper for libburn');
const given = parseArguments(process.argv.slice(2));
if ('unknown' in given) {
  complain(`cdrskin: FATAL : unknown option '${given.unknown}'`);
  process.exitCode = 1;
} else {
  process.exitCode = await main(given);
}
process.stdin.destroy();

async function main(given: CdrskinArguments): Promise<number> {
  print('cdrskin: scanning for devices ...');
  print('cdrskin: ... scanning for devices done');
  const client = await DriveClient.connect(given.device);
  if (client === null) {
    complain(`cdrskin: FAILURE : File object '${given.device}' not found`);
    complain(`cdrskin: FATAL : cannot find '${given.device}' among accessible drive devices.`);
    return 3;
  }
  try {
    return await act(client, given);
  } finally {
    client.close();
  }
}

async function act(client: DriveClient, given: CdrskinArguments): Promise<number> {
  if (given.mode === 'inquiry') {
    for (const line of INQUIRY_LINES) print(line);
    return 0;
  }
  const drive = await client.inspect();
  if (drive.busy) {
    complain(`cdrskin: SORRY : Cannot open busy device '${given.device}'`);
    complain(`cdrskin: FATAL : cannot find '${given.device}' among accessible drive devices.`);
    return 3;
  }
  const wait = (span: number) =>
    drive.rate === null ? Promise.resolve() : pause(systemClock, seconds(span / drive.rate));
  switch (given.mode) {
    case 'inspect':
      for (const line of mediumReport(drive)) print(line);
      return 0;
    case 'eject': {
      await wait(EJECT_SECONDS);
      const answer = await client.ask({ ask: 'eject' });
      if (answer.answer === 'done') return 0;
      complain('cdrskin: SORRY : Failed to finally eject tray.');
      return 1;
    }
    case 'load': {
      await wait(LOAD_SECONDS);
      const answer = await client.ask({ ask: 'load' });
      if (answer.answer !== 'done') return 10;
      print('cdrskin: NOTE : option -load orders program to exit after loading tray.');
      return 0;
    }
    case 'burn':
      return simulateBurn({
        client,
        drive,
        sectors: given.sectors,
        speed: given.speed,
        input: process.stdin,
        clock: systemClock,
        print,
        complain,
        asked: stop.signal,
      });
    default:
      return unreachable(given.mode);
  }
}
