import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { SECTOR_BYTES } from '../../../app/foundation/units.ts';
import { serveDrives } from '../../../drivers/world/drive-server.ts';
import { firstWorld } from '../../../drivers/world/first-world.ts';
import { World } from '../../../drivers/world/world.ts';
import { EmulatedRecorder } from '../../support/recorder/recorder.ts';
import { runDiptych } from '../../support/run-diptych.ts';

const folder = mkdtempSync(join(tmpdir(), 'diptych-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECTORS = 3001;
const bytes = seededRandomness('image').bytes(SECTORS * SECTOR_BYTES);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const image = join(folder, 'image.iso');
writeFileSync(image, bytes);

interface Ending {
  readonly code: number;
  readonly json: unknown;
}

/** Runs a verb as a program would, and reads the one line it prints. */
async function verb(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  const { code, stdout } = await runDiptych(['drive', ...parameters, '--json'], environment);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return { code, json: JSON.parse(stdout) };
}

const burned = { ok: true, bytes: bytes.length, sectors: SECTORS, sha256 };
const aTime = expect.any(Number) as number;

describe('the drive commands with the program that stands in for cdrskin', () => {
  test('look, move the tray, and find no disc to burn, each with one JSON object at the end', async () => {
    const home = mkdtempSync(join(folder, 'world-'));
    const randomness = seededRandomness('bench');
    const world = World.open(home, () =>
      firstWorld({ drives: 1, slots: 1, blanks: 1, paper: 1 }, randomness),
    );
    const server = await serveDrives({ world, rate: null, logger: silentLogger, randomness });
    try {
      const device = world.devicePath(1);
      const at = ['--device', device, '--program', 'dist/simulated-cdrskin.js'];
      const empty = { medium: 'none', type: '', capacity: null, mediaId: null };
      expect(await verb(['probe', ...at])).toEqual({
        code: 0,
        json: { ok: true, model: 'DIPTYCH SIMULATED DVD-RW', device, tray: 'closed', ...empty },
      });
      expect(await verb(['open', ...at])).toEqual({
        code: 0,
        json: { ok: true, tray: 'open', seconds: aTime },
      });
      expect(await verb(['burn', image, ...at])).toEqual({
        code: 1,
        json: {
          ok: false,
          code: 'DRIVE_NO_MEDIUM',
          message: 'The drive sees no disc.',
          discState: 'untouched',
          retry: 'newDisc',
        },
      });
    } finally {
      await server.close();
    }
  });
});

describe('the drive commands on an emulated recorder', () => {
  let recorder: EmulatedRecorder;
  beforeEach(() => {
    recorder = new EmulatedRecorder();
  });
  afterEach(() => recorder.remove());

  test('take a disc through its life', async () => {
    const at = ['--device', recorder.device];
    const run = (name: string, ...more: string[]) =>
      verb([name, ...more, ...at], recorder.environment);
    const mediaId = 'CMCMAG__/M01/48';
    recorder.insert({ type: 'DVD+R' });
    expect(await run('close')).toEqual({
      code: 0,
      json: { ok: true, tray: 'closed', seconds: aTime },
    });
    expect(await run('probe')).toEqual({
      code: 0,
      json: {
        ok: true,
        model: 'DIPTYCH EMULATED DVD-RW',
        device: recorder.device,
        tray: 'closed',
        medium: 'blank',
        type: 'DVD+R',
        capacity: 2_295_104,
        mediaId,
      },
    });
    const done = { code: 0, json: { ...burned, seconds: aTime, mediaId } };
    expect(await run('burn', image, '--speed', '4')).toEqual(done);
    expect(await run('verify', image)).toEqual(done);
    expect(await run('burn', image)).toEqual({
      code: 1,
      json: {
        ok: false,
        code: 'DRIVE_NOT_BLANK',
        message: 'The disc is not blank.',
        discState: 'untouched',
        retry: 'newDisc',
      },
    });
    expect(await run('eject')).toEqual({
      code: 0,
      json: { ok: true, tray: 'open', seconds: aTime },
    });
    expect(recorder.state).toMatchObject({ tray: 'open', locked: false, status: 'complete' });
  });

  test('burn with growisofs where that is asked for', async () => {
    recorder.insert({ type: 'DVD-R' });
    recorder.set({ tray: 'closed' });
    const at = ['--device', recorder.device, '--driver', 'growisofs'];
    const done = { code: 0, json: { ...burned, seconds: aTime, mediaId: 'CMCMAG.AM3' } };
    expect(await verb(['burn', image, ...at], recorder.environment)).toEqual(done);
    expect(await verb(['verify', image, ...at], recorder.environment)).toEqual(done);
  });

  test('say how far a burn is on standard error, and everything in sentences without --json', async () => {
    recorder.insert({ type: 'DVD-R' });
    recorder.set({ tray: 'closed' });
    const run = await runDiptych(
      ['drive', 'burn', image, '--device', recorder.device],
      recorder.environment,
    );
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^Writing the lead-in: 0 %\n(Burning: \d+ %\n)+Closing the disc/);
    expect(run.stdout).toContain(`sectors: ${SECTORS}\nsha256: ${sha256}\n`);
  });

  test.each(['cdrskin', 'growisofs'])(
    'break a burn with %s off at Ctrl-C and give the disc back',
    async (driver) => {
      recorder.insert({ type: 'DVD-R' });
      recorder.set({ tray: 'closed' });
      recorder.behave({ pace: 2000 });
      const child = spawn(
        process.execPath,
        [
          'dist/diptych.js',
          'drive',
          'burn',
          image,
          '--device',
          recorder.device,
          '--driver',
          driver,
          '--json',
        ],
        { env: { ...process.env, ...recorder.environment }, detached: true },
      );
      let output = '';
      child.stdout.on('data', (text: Buffer) => {
        output += text.toString();
      });
      let interrupted = false;
      child.stderr.on('data', (text: Buffer) => {
        if (interrupted || !text.toString().includes('Burning')) return;
        interrupted = true;
        // As a terminal does: to everything in its foreground.
        process.kill(-(child.pid ?? 0), 'SIGINT');
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect({ code, json: JSON.parse(output) as unknown }).toEqual({
        code: 1,
        json: {
          ok: false,
          code: 'DRIVE_CANCELED',
          message: 'The burn was canceled.',
          discState: 'coaster',
          retry: 'newDisc',
        },
      });
      expect(recorder.state).toMatchObject({ tray: 'open', locked: false });
      expect(recorder.state.written).toBeLessThan(SECTORS);
    },
  );
});

describe('the drive commands refuse', () => {
  const nowhere = ['--device', '/nowhere/sr0'];

  test('an image that is not made of whole sectors, before they look at any drive', async () => {
    const path = join(folder, 'short.iso');
    writeFileSync(path, new Uint8Array(3000));
    expect(await verb(['burn', path, ...nowhere])).toEqual({
      code: 1,
      json: {
        ok: false,
        code: 'IMAGE_NOT_SECTORS',
        message: `${path} is no disc image: its 3000 bytes are not a multiple of 2048.`,
        discState: 'untouched',
        retry: 'never',
      },
    });
  });

  test('an image that is not there, in a sentence', async () => {
    const path = join(folder, 'nothing.iso');
    const run = await runDiptych(['drive', 'verify', path, ...nowhere]);
    expect(run).toEqual({
      code: 1,
      stdout: '',
      stderr: `\n${path} cannot be read.\ndiscState: untouched\nretry: never\nPlease give something else.  [INPUT_NOT_READABLE]\n`,
    });
  });

  test('settings that are not there', async () => {
    const { code, json } = await verb(['probe', '--machine', '/nowhere/machine.json']);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      code: 'MACHINE_SETTINGS_MISSING',
      message: 'The settings file /nowhere/machine.json cannot be read.',
      discState: 'untouched',
      retry: 'never',
    });
  });

  test('a program that cannot be started', async () => {
    const { code, json } = await verb(['probe', ...nowhere, '--program', '/nowhere/cdrskin']);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      code: 'DEVICE_OFFLINE',
      discState: 'untouched',
      retry: 'otherDrive',
    });
  });
});
