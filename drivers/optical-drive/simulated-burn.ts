import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pause, type Clock } from '../../app/foundation/clock.ts';
import { unreachable } from '../../app/foundation/errors.ts';
import { SECTOR_BYTES, milliseconds, seconds } from '../../app/foundation/units.ts';
import type { DriveClient } from '../world/drive-client.ts';
import type { BurnFaults, Inspection } from '../world/drive-protocol.ts';
import { STATUS_LINE } from './simulated-medium-report.ts';

export interface SimulatedBurn {
  readonly client: Pick<DriveClient, 'ask'>;
  readonly drive: Inspection;
  readonly sectors: number;
  /** Multiple of 1 385 kB/s. */
  readonly speed: number;
  readonly input: Readable;
  readonly clock: Clock;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Aborts at SIGTERM. */
  readonly asked: AbortSignal;
}

const MEGABYTE = 1_048_576;
const SPEED_UNIT = 1_385_000;
/** How long flushing and closing takes a DVD-R at real speed, seconds. */
const CLOSING_SECONDS = 25;

type Ending = 'whole' | 'asked' | { readonly failure: readonly string[]; readonly lost: boolean };

/** Writes a disc of the world, printing what cdrskin prints. @returns cdrskin's exit code. */
export async function simulateBurn(burn: SimulatedBurn): Promise<number> {
  const { print, complain, drive, client, sectors } = burn;
  print('cdrskin: beginning to burn disc');
  print(STATUS_LINE[drive.status]);
  const refusal = refusalOf(drive, sectors);
  if (refusal !== null) {
    for (const line of refusal) complain(line);
    print('cdrskin: burning failed');
    return 10;
  }
  const begun = await client.ask({ ask: 'begin', sectors });
  if (begun.answer !== 'begun') {
    complain('cdrskin: FATAL : Failed to open drive (SCSI errno)');
    return 10;
  }
  print(`Current: ${drive.mediaType}`);
  print(`Track 01: data   ${String(Math.floor((sectors * SECTOR_BYTES) / MEGABYTE))} MB`);
  print(`Starting to write CD/DVD at speed ${burn.speed} in real SAO mode for single session.`);
  print('Starting new track at sector: 0');
  const file = await open(begun.contentPath, 'w');
  const writer = new PacedWriter(burn, file, begun.faults);
  let ending: Ending;
  try {
    ending = await writer.run();
    if (ending === 'whole') await writer.pad();
  } finally {
    await file.close();
  }
  return end(burn, ending, writer, begun.faults);
}

function refusalOf(drive: Inspection, sectors: number): readonly string[] | null {
  switch (drive.status) {
    case 'empty':
      return ['cdrskin: FATAL : No suitable media detected', 'cdrskin: Media : no media'];
    case 'appendable':
      return ['cdrskin: SORRY : Write job parameters are unsuitable'];
    case 'full':
      return [
        'cdrskin: FATAL : No suitable media detected',
        `cdrskin: Media : ** closed ** ${drive.mediaType}`,
      ];
    case 'blank':
      return sectors > drive.capacity
        ? [
            `cdrskin: FATAL : predicted session size ${sectors}s does not fit on media (${drive.capacity}s)`,
          ]
        : null;
    default:
      return unreachable(drive.status);
  }
}

async function end(
  burn: SimulatedBurn,
  ending: Ending,
  writer: PacedWriter,
  faults: BurnFaults,
): Promise<number> {
  const { print, complain, client, drive } = burn;
  const written = Math.floor(writer.written / SECTOR_BYTES);
  if (ending === 'asked') {
    complain('UNIX-SIGNAL:  SIGTERM  errno= 0');
    await closing(burn, (second) =>
      complain(`cdrskin: ABORT : Waiting for drive to finish ( ${second} s, 4440 max)`),
    );
    await client.ask({ ask: 'finish', ending: 'broken-off', sectors: written });
    return 1;
  }
  if (ending !== 'whole') {
    for (const line of ending.failure) complain(line);
    await client.ask({ ask: 'finish', ending: 'broken-off', sectors: written });
    print('cdrskin: burning failed');
    return 10;
  }
  await closing(burn, (second) =>
    complain(`cdrskin: thank you for being patient for ${second} seconds`),
  );
  print(
    `Track 01: Total bytes read/written: ${writer.taken}/${writer.written} (${written} sectors).`,
  );
  if (faults.closeFailed) {
    complain(
      'cdrskin: FAILURE : Failed to synchronize drive cache. SCSI error : [3 72 01] Medium error. Session fixation error writing lead-in.',
    );
    await client.ask({ ask: 'finish', ending: 'broken-off', sectors: written });
    print('cdrskin: burning failed');
    return 10;
  }
  await client.ask({ ask: 'finish', ending: 'closed', sectors: written });
  const elapsed = drive.rate === null ? 0 : writer.written / (SPEED_UNIT * burn.speed * drive.rate);
  print(`Writing  time:  ${elapsed.toFixed(3)}s`);
  complain(`Cdrskin: fifo had ${written} puts and ${written} gets.`);
  complain('Cdrskin: fifo was 0 times empty and 0 times full, min fill was 99%.');
  print('Min drive buffer fill was 100%');
  print('cdrskin: burning done');
  return 0;
}

async function closing(burn: SimulatedBurn, tick: (second: number) => void): Promise<void> {
  const { rate } = burn.drive;
  const span = rate === null ? 0 : CLOSING_SECONDS / rate;
  tick(1);
  for (let second = 2; second <= span; second += 1) {
    await pause(burn.clock, seconds(1));
    tick(second);
  }
  await pause(burn.clock, seconds(span < 1 ? span : 1 + (span % 1)));
}

/** Takes the image from standard input at the speed of a recorder and puts it on the disc. */
class PacedWriter {
  /** Bytes taken from the feeder, and bytes on the disc. */
  taken = 0;
  written = 0;
  readonly #burn: SimulatedBurn;
  readonly #file: FileHandle;
  readonly #faults: BurnFaults;
  readonly #began: number;

  constructor(burn: SimulatedBurn, file: FileHandle, faults: BurnFaults) {
    this.#burn = burn;
    this.#file = file;
    this.#faults = faults;
    this.#began = burn.clock.monotonic();
  }

  async run(): Promise<Ending> {
    const total = this.#burn.sectors * SECTOR_BYTES;
    const input = this.#burn.input[Symbol.asyncIterator]();
    const asked = new Promise<'asked'>((resolve) => {
      if (this.#burn.asked.aborted) resolve('asked');
      this.#burn.asked.addEventListener('abort', () => resolve('asked'), { once: true });
    });
    while (this.taken < total) {
      const next = await Promise.race([input.next(), asked]);
      if (next === 'asked') return 'asked';
      if (next.done === true) return 'whole';
      const chunk = (next.value as Buffer).subarray(0, total - this.taken);
      const limit = this.#faultAt(this.taken + chunk.length);
      if (limit !== null) {
        const kept = chunk.subarray(0, Math.max(0, limit.at - this.taken));
        await this.#put(kept);
        if (limit.ending !== null) return limit.ending;
        // One that hangs obeys nothing, and is there until it is killed, its input with it.
        const signal = limit.deaf ? once(this.#burn.input, 'close') : asked;
        await signal;
        return 'asked';
      }
      if ((await Promise.race([this.#put(chunk), asked])) === 'asked') return 'asked';
    }
    return 'whole';
  }

  /** A recorder that gets no more fills the rest with zeros and is content. */
  async pad(): Promise<void> {
    const total = this.#burn.sectors * SECTOR_BYTES;
    if (this.written >= total) return;
    await this.#file.truncate(total);
    this.written = total;
  }

  async #put(chunk: Uint8Array): Promise<void> {
    const { drive, clock, speed, print } = this.#burn;
    await this.#file.write(chunk, 0, chunk.length, this.written);
    const before = Math.floor(this.written / MEGABYTE);
    this.taken += chunk.length;
    this.written += chunk.length;
    if (drive.rate !== null) {
      const due = (this.written / (SPEED_UNIT * speed * drive.rate)) * 1000;
      const early = due - (clock.monotonic() - this.#began);
      if (early > 5) await pause(clock, milliseconds(early));
    }
    const total = Math.floor((this.#burn.sectors * SECTOR_BYTES) / MEGABYTE);
    for (let done = before + 1; done <= Math.floor(this.written / MEGABYTE); done += 1) {
      print(
        `Track 01: ${String(done).padStart(4)} of ${String(total).padStart(4)} MB written (fifo 100%) [buf  99%]  ${speed.toFixed(1)}x.`,
      );
    }
  }

  #faultAt(
    end: number,
  ): { readonly at: number; readonly ending: Ending | null; readonly deaf: boolean } | null {
    const faults = this.#faults;
    const reached = (sector: number | null): sector is number =>
      sector !== null && sector * SECTOR_BYTES < end;
    if (faults.powerCalibration) {
      return failureAt(0, [scsiError(0, '3 73 03', 'Power calibration area error.')]);
    }
    if (reached(faults.writeError)) {
      const at = faults.writeError;
      return failureAt(at, [scsiError(at, '3 0C 00', 'Write error.')]);
    }
    if (reached(faults.lost)) {
      return failureAt(
        faults.lost,
        [
          'cdrskin: FATAL : Failed to transfer command to drive',
          "cdrskin: ( Most recent system error: 19  'No such device' )",
          'cdrskin: FATAL : Lost connection to drive',
        ],
        true,
      );
    }
    const stopped = faults.stalled ?? faults.hung;
    if (!reached(stopped)) return null;
    return { at: stopped * SECTOR_BYTES, ending: null, deaf: faults.stalled === null };
  }
}

function failureAt(sector: number, failure: readonly string[], lost = false) {
  return { at: sector * SECTOR_BYTES, ending: { failure, lost }, deaf: false };
}

function scsiError(sector: number, sense: string, text: string): string {
  return `cdrskin: FATAL : SCSI error on write(${sector},16): [${sense}] Medium error. ${text}`;
}
