import type { Readable } from 'node:stream';
import { pause, type Clock } from '../../app/foundation/clock.ts';
import { unreachable } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { DriveAnswer, DriveRequest, Inspection } from '../world/drive-protocol.ts';
import { parseArguments, type CdrskinArguments } from './simulated-arguments.ts';
import { simulateBurn } from './simulated-burn.ts';
import { INQUIRY_LINES, mediumReport, readinessReport } from './simulated-medium-report.ts';

/** Seconds that a tray takes to close and a disc to be recognised, at real speed. */
const LOAD_SECONDS = 8;
const EJECT_SECONDS = 2;

/** A drive of a world, as a recorder program reaches it. */
export interface WorldDrive {
  ask(request: DriveRequest): Promise<DriveAnswer>;
  inspect(): Promise<Inspection>;
  close(): void;
}

/** What a recorder program finds around it. */
export interface RecorderSurroundings {
  /** Null where there is no such drive. */
  readonly connect: (device: string) => Promise<WorldDrive | null>;
  readonly input: Readable;
  readonly clock: Clock;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Aborts at SIGTERM. */
  readonly asked: AbortSignal;
}

/** Does what cdrskin does with these arguments, on a disc of a world. @returns its exit code. */
export async function runSimulatedRecorder(
  commandArguments: readonly string[],
  surroundings: RecorderSurroundings,
): Promise<number> {
  const { complain, connect, print } = surroundings;
  print('cdrskin 1.5.4 : limited cdrecord compatibility wrapper for libburn');
  const given = parseArguments(commandArguments);
  if ('unknown' in given) {
    complain(`cdrskin: FATAL : unknown option '${given.unknown}'`);
    return 1;
  }
  print('cdrskin: scanning for devices ...');
  print('cdrskin: ... scanning for devices done');
  const drive = await connect(given.device);
  if (drive === null) {
    complain(`cdrskin: FAILURE : File object '${given.device}' not found`);
    complain(`cdrskin: FATAL : cannot find '${given.device}' among accessible drive devices.`);
    return 3;
  }
  try {
    return await act(drive, given, surroundings);
  } finally {
    drive.close();
  }
}

async function act(
  client: WorldDrive,
  given: CdrskinArguments,
  { asked, clock, complain, input, print }: RecorderSurroundings,
): Promise<number> {
  if (given.mode === 'inquiry') {
    for (const line of INQUIRY_LINES) print(line);
    return 0;
  }
  const drive = await client.inspect();
  if (drive.busy) {
    complain(`cdrskin: SORRY : Cannot open busy device '${given.device}'`);
    complain("cdrskin: ( Most recent system error: 16  'Device or resource busy' )");
    complain(`cdrskin: FATAL : cannot find '${given.device}' among accessible drive devices.`);
    return 3;
  }
  const wait = (span: number) =>
    drive.rate === null ? Promise.resolve() : pause(clock, seconds(span / drive.rate));
  const show = (lines: readonly string[]) => lines.forEach(complain);
  switch (given.mode) {
    case 'inspect':
      for (const line of mediumReport(drive)) print(line);
      show(readinessReport(drive.tray, drive.status === 'empty'));
      return drive.status === 'empty' ? 7 : 0;
    case 'eject': {
      await wait(EJECT_SECONDS);
      const answer = await client.ask({ ask: 'eject' });
      const tray = answer.answer === 'done' ? 'open' : drive.tray;
      show(readinessReport(tray, drive.status === 'empty'));
      return 0;
    }
    case 'load': {
      await wait(LOAD_SECONDS);
      const answer = await client.ask({ ask: 'load' });
      const isEmpty = answer.answer !== 'done' || answer.isEmpty === true;
      show(readinessReport(answer.answer === 'done' ? 'closed' : drive.tray, isEmpty));
      if (isEmpty) {
        complain('cdrskin: SORRY : No media found in drive');
        return 14;
      }
      print('cdrskin: NOTE : option -load orders program to exit after loading tray.');
      return 0;
    }
    case 'burn': {
      const { sectors, speed } = given;
      return simulateBurn({ client, drive, sectors, speed, input, clock, print, complain, asked });
    }
    default:
      return unreachable(given.mode);
  }
}
