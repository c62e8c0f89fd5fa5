import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../../app/foundation/clock.ts';
import { simulateBurn } from '../../../../drivers/optical-drive/simulated-burn.ts';
import type { DriveAnswer, DriveRequest } from '../../../../drivers/world/drive-protocol.ts';

/** Time that passes only where somebody waits for it: files are written in none. */
function waitedTime(): Clock {
  let elapsed = 0;
  return {
    now: () => elapsed,
    monotonic: () => elapsed,
    after(delay, action) {
      const handle = setImmediate(() => {
        elapsed += delay;
        action();
      });
      return () => clearImmediate(handle);
    },
  };
}

const noFaults = {
  writeError: null,
  powerCalibration: false,
  closeFailed: false,
  lost: null,
  stalled: null,
  hung: null,
};
/** 13 850 000 bytes are ten seconds at single speed. */
const SECTORS = 6763;
const BYTES = SECTORS * 2048;

describe('the recorder that stands in', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-burn-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function burn(rate: number | null, bytes = BYTES) {
    const clock = waitedTime();
    const printed: string[] = [];
    const asked: DriveRequest[] = [];
    const contentPath = join(folder, 'disc.iso');
    const ask = (request: DriveRequest): Promise<DriveAnswer> => {
      asked.push(request);
      return Promise.resolve(
        request.ask === 'begin'
          ? { answer: 'begun', contentPath, faults: noFaults }
          : { answer: 'done' },
      );
    };
    const chunks = Array.from({ length: Math.ceil(bytes / 65_536) }, (_, index) =>
      Buffer.alloc(Math.min(65_536, bytes - index * 65_536), 1),
    );
    const exitCode = await simulateBurn({
      client: { ask },
      drive: {
        present: true,
        busy: false,
        tray: 'closed',
        status: 'blank',
        mediaType: 'DVD-R sequential recording',
        mediaId: 'SIM',
        capacity: 2_298_496,
        rate,
      },
      sectors: SECTORS,
      speed: 2,
      input: Readable.from(chunks),
      clock,
      print: (line) => printed.push(line),
      complain: (line) => printed.push(line),
      asked: new AbortController().signal,
    });
    return { exitCode, printed, asked, elapsed: clock.monotonic(), contentPath };
  }

  it('takes as long as a recorder at that speed: five seconds to write, 25 to close', async () => {
    const { exitCode, elapsed } = await burn(1);
    expect(exitCode).toBe(0);
    expect(Math.round(elapsed / 100)).toBe(300);
  });

  it('takes a tenth of that at ten times the rate', async () => {
    const { elapsed } = await burn(10);
    expect(Math.round(elapsed / 100)).toBe(30);
  });

  it('says at every megabyte how far it is, and at the end what it counted', async () => {
    const { printed, asked } = await burn(null);
    expect(printed.filter((line) => line.startsWith('Track 01:'))).toEqual([
      'Track 01: data   13 MB',
      ...Array.from(
        { length: 13 },
        (_, index) =>
          `Track 01: ${String(index + 1).padStart(4)} of   13 MB written (fifo 100%) [buf  99%]  2.0x.`,
      ),
      `Track 01: Total bytes read/written: ${BYTES}/${BYTES} (${SECTORS} sectors).`,
    ]);
    expect(asked).toEqual([
      { ask: 'begin', sectors: SECTORS },
      { ask: 'finish', ending: 'closed', sectors: SECTORS },
    ]);
  });

  it('pads what it did not get, and is content', async () => {
    const { exitCode, printed, contentPath } = await burn(null, 65_536);
    expect(exitCode).toBe(0);
    expect(printed).toContain(
      `Track 01: Total bytes read/written: 65536/${BYTES} (${SECTORS} sectors).`,
    );
    expect(statSync(contentPath).size).toBe(BYTES);
  });
});
