import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock } from '../../../app/foundation/clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { SECTOR_BYTES, sectors } from '../../../app/foundation/units.ts';
import {
  burnArguments,
  inspectArguments,
  parseTray,
  trayArguments,
} from '../../../drivers/optical-drive/cdrskin-codec.ts';
import { runSimulatedRecorder } from '../../../drivers/optical-drive/simulated-recorder.ts';
import type { BurnFaults, DriveAnswer, Inspection } from '../../../drivers/world/drive-protocol.ts';
import {
  EmulatedRecorder,
  type RecorderBehaviour,
  type RecorderDisc,
} from '../../support/recorder/recorder.ts';

const SECTORS = 1500;
const image = seededRandomness('image').bytes(SECTORS * SECTOR_BYTES);
const noFaults: BurnFaults = {
  writeError: null,
  powerCalibration: false,
  closeFailed: false,
  lost: null,
  stalled: null,
  hung: null,
};
const blank: Inspection = {
  present: true,
  busy: false,
  tray: 'closed',
  status: 'blank',
  mediaType: 'DVD-R sequential recording',
  mediaId: 'CMCMAG.AM3',
  capacity: 2_298_496,
  rate: null,
};
const empty: Inspection = { ...blank, status: 'empty', mediaType: '', mediaId: '', capacity: 0 };

/** Lines without what differs from one run to the next: numbers, and names of the drive. */
function shapes(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.replaceAll(/\d+/g, '#').replaceAll(/ +/g, ' ').trim())
    .filter((line) => line !== '' && !line.startsWith('Identifikation'));
}

describe('the program that stands in for cdrskin', () => {
  let recorder: EmulatedRecorder;
  let folder: string;
  beforeEach(() => {
    recorder = new EmulatedRecorder();
    folder = mkdtempSync(join(tmpdir(), 'diptych-stand-in-'));
  });
  afterEach(() => {
    recorder.remove();
    rmSync(folder, { recursive: true });
  });

  async function real(words: readonly string[], input: Uint8Array) {
    const lines: string[] = [];
    const child = recorder.launch({
      program: 'cdrskin',
      arguments: words,
      environment: { LC_ALL: 'C' },
      onLine: (line) => lines.push(line),
    });
    await child.write(input);
    child.end();
    return { code: (await child.exited).code, lines: shapes(lines), tray: parseTray(lines) };
  }

  async function standIn(
    words: readonly string[],
    drive: Inspection,
    faults: BurnFaults = noFaults,
    motion: DriveAnswer = { answer: 'done' },
  ) {
    const lines: string[] = [];
    const ask = (request: { readonly ask: string }): Promise<DriveAnswer> =>
      Promise.resolve(
        request.ask === 'begin'
          ? { answer: 'begun', contentPath: join(folder, 'content'), faults }
          : motion,
      );
    const print = (line: string) => lines.push(line);
    const code = await runSimulatedRecorder(words, {
      connect: () =>
        Promise.resolve({ ask, inspect: () => Promise.resolve(drive), close: () => {} }),
      input: Readable.from([Buffer.from(image)]),
      clock: systemClock,
      print,
      complain: print,
      asked: new AbortController().signal,
    });
    return { code, lines: shapes(lines), tray: parseTray(lines) };
  }

  const eject = trayArguments('/dev/sr0', 'eject');
  const load = trayArguments('/dev/sr0', 'load');
  const look = inspectArguments('/dev/sr0');
  const burn = burnArguments('/dev/sr0', sectors(SECTORS), 8);
  const written = { status: 'complete', content: image } as const;

  it.each<[string, readonly string[], RecorderDisc | null, RecorderBehaviour, Inspection]>([
    ['a blank DVD-R', look, { type: 'DVD-R' }, {}, blank],
    [
      'a blank DVD+R',
      look,
      { type: 'DVD+R', mediaId: 'RICOHJPNR03' },
      {},
      { ...blank, mediaType: 'DVD+R', mediaId: 'RICOHJPN/R03/48' },
    ],
    ['a burned DVD-R', look, { type: 'DVD-R', ...written }, {}, { ...blank, status: 'full' }],
    [
      'a DVD-R that was broken off',
      look,
      { type: 'DVD-R', status: 'appendable', content: image },
      {},
      { ...blank, status: 'appendable' },
    ],
    [
      'a pressed disc',
      look,
      { type: 'DVD-ROM', ...written },
      {},
      { ...blank, status: 'full', mediaType: 'DVD-ROM' },
    ],
    ['an empty drive', look, null, {}, empty],
    ['a drive that is held', look, null, { busy: true }, { ...blank, busy: true }],
    ['a burn with nothing in', burn, null, {}, empty],
    [
      'a burn on a burned disc',
      burn,
      { type: 'DVD-R', ...written },
      {},
      { ...blank, status: 'full' },
    ],
    [
      'a burn on a disc broken off',
      burn,
      { type: 'DVD-R', status: 'appendable', content: image },
      {},
      { ...blank, status: 'appendable' },
    ],
    [
      'a burn on a disc too small',
      burn,
      { type: 'DVD-R', capacity: 1000 },
      {},
      { ...blank, capacity: 1000 },
    ],
  ])('says of %s what cdrskin itself says', async (_, words, disc, behaviour, drive) => {
    if (disc !== null) recorder.insert(disc);
    recorder.set({ tray: 'closed' });
    recorder.behave(behaviour);
    const said = await standIn(words, drive);
    const itself = await real(words, image);
    expect(said.lines.filter((line) => !itself.lines.includes(line))).toEqual([]);
    expect(said.code).toBe(itself.code);
  });

  it.each<[string, RecorderBehaviour, Partial<BurnFaults>]>([
    ['goes well', {}, {}],
    ['meets a bad sector', { writeErrorAt: 1000 }, { writeError: 1000 }],
    ['cannot calibrate', { powerCalibration: true }, { powerCalibration: true }],
    ['cannot close', { closeFailed: true }, { closeFailed: true }],
    ['loses its drive', { lostAt: 1000 }, { lost: 1000 }],
  ])('says of a burn that %s what cdrskin itself says', async (_, behaviour, faults) => {
    recorder.insert({ type: 'DVD-R' });
    recorder.set({ tray: 'closed' });
    recorder.behave(behaviour);
    const said = await standIn(burn, blank, { ...noFaults, ...faults });
    const itself = await real(burn, image);
    // When these come is a matter of time, of which the emulated recorder takes none.
    const known = [
      ...itself.lines,
      'cdrskin: thank you for being patient for # seconds',
      'Track #: # of # MB written (fifo #%) [buf #%] #.#x.',
    ];
    expect(said.lines.filter((line) => !known.includes(line))).toEqual([]);
    expect(said.code).toBe(itself.code);
  });

  const refused = { answer: 'refused', why: 'the tray does not move' } as const;
  const loaded = { answer: 'done', isEmpty: false } as const;
  const loadedEmpty = { answer: 'done', isEmpty: true } as const;
  const open: Inspection = { ...empty, tray: 'open' };
  it.each<
    [string, readonly string[], RecorderDisc | null, RecorderBehaviour, Inspection, DriveAnswer]
  >([
    ['opens', eject, { type: 'DVD-R' }, {}, blank, { answer: 'done' }],
    ['does not open', eject, { type: 'DVD-R' }, { ejectFails: true }, blank, refused],
    ['does not open, empty as it is', eject, null, { ejectFails: true }, empty, refused],
    ['closes', load, { type: 'DVD-R' }, {}, open, loaded],
    ['closes empty', load, null, {}, open, loadedEmpty],
    ['does not close', load, { type: 'DVD-R' }, { loadFails: true }, open, refused],
  ])(
    'says of a tray that %s what cdrskin itself says',
    async (_, words, disc, behaviour, drive, answer) => {
      if (disc !== null) recorder.insert(disc);
      recorder.set({ tray: drive.tray });
      recorder.behave(behaviour);
      const said = await standIn(words, drive, noFaults, answer);
      const itself = await real(words, image);
      expect(said.lines.filter((line) => !itself.lines.includes(line))).toEqual([]);
      expect(said.code).toBe(itself.code);
      expect(itself.tray).toBe(recorder.state.tray);
      expect(said.tray).toBe(itself.tray);
    },
  );
});
