import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawnInput, runFfmpeg } from '../../../../app/disc/ffmpeg.ts';
import { failureOf, runProgram } from '../../../../app/disc/run-program.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { minutes } from '../../../../app/foundation/units.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'diptych-run-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('a program', () => {
  test('gives what it wrote, and its lines as they come', async () => {
    const lines: string[] = [];
    const script = String.raw`printf 'one\rtwo\n' >&2; printf answer`;
    const answer = await runProgram({
      program: 'sh',
      args: ['-c', script],
      cwd,
      onLine: (line) => lines.push(line),
    });
    expect({ answer, lines }).toEqual({ answer: 'answer', lines: ['one', 'two'] });
  });

  test('that fails says its last words', async () => {
    const run = runProgram({ program: 'sh', args: ['-c', 'echo alas >&2; exit 3'], cwd });
    await expect(run).rejects.toMatchObject({
      code: 'AUTHORING_PROGRAM_FAILED',
      context: { program: 'sh', said: 'alas', code: 3 },
    });
  });

  test('that is not there is named', async () => {
    const run = runProgram({ program: 'no-such-program', args: [], cwd });
    await expect(run).rejects.toMatchObject({
      code: 'AUTHORING_PROGRAM_MISSING',
      context: { program: 'no-such-program' },
    });
  });

  test('that found no room left says so', () => {
    const said = ['genisoimage: No space left on device. cannot fwrite 32768*1'];
    expect(failureOf('genisoimage', said, {})).toMatchObject({ code: 'STORAGE_FULL' });
  });

  test('ends when interrupted', async () => {
    const interruption = new AbortController();
    const reason = new Error('Enough.');
    const run = runProgram({
      program: 'sh',
      args: ['-c', 'echo begun >&2; exec sleep 60'],
      cwd,
      signal: interruption.signal,
      onLine: () => interruption.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
  });

  test('is ended when it has said nothing for too long', async () => {
    const clock = new ManualClock();
    const run = runProgram({
      program: 'sh',
      args: ['-c', 'echo begun >&2; exec sleep 60'],
      cwd,
      clock,
      stallLimit: minutes(2),
      onLine: () => setImmediate(() => clock.advance(minutes(2))),
    });
    await expect(run).rejects.toMatchObject({ code: 'AUTHORING_PROGRAM_STALLED' });
  });
});

describe('ffmpeg', () => {
  const endless = {
    inputs: [drawnInput('testsrc=s=320x240')],
    options: ['-f', 'null'],
    output: '-',
  };

  test('ends when interrupted, and tells how far it came', async () => {
    const interruption = new AbortController();
    const reason = new Error('Enough.');
    const times: number[] = [];
    const run = runFfmpeg({
      ...endless,
      cwd,
      signal: interruption.signal,
      onTime: (seconds) => {
        times.push(seconds);
        interruption.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    expect(times[0]).toBeGreaterThan(0);
  });

  test('does not begin when it was interrupted before', async () => {
    const reason = new Error('Never mind.');
    await expect(runFfmpeg({ ...endless, cwd, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  test('that cannot convert says why', async () => {
    const run = runFfmpeg({
      inputs: [{ source: join(cwd, 'nothing.mp4') }],
      options: [],
      output: join(cwd, 'x.mpg'),
      cwd,
    });
    await expect(run).rejects.toMatchObject({ code: 'FILM_UNREADABLE' });
  });
});
