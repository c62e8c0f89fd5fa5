import { describe, expect, it } from 'vitest';
import { launchChild, lineSplitter } from '../../../../drivers/transports/child-process.ts';

function node(script: string, lines: string[] = []) {
  return launchChild({
    program: process.execPath,
    arguments: ['-e', script],
    environment: { LC_ALL: 'C' },
    onLine: (line, stream) => lines.push(`${stream}: ${line}`),
  });
}

describe('lines of output', () => {
  it('end at CR and at LF, wherever the pieces are cut', () => {
    const lines: string[] = [];
    const split = lineSplitter((line) => lines.push(line));
    for (const piece of ['one\rtw', 'o\n\n', '\rthr', 'ee\r\n', 'rest']) split.push(piece);
    split.flush();
    expect(lines).toEqual(['one', 'two', 'three', 'rest']);
  });
});

describe('a child process', () => {
  it('gives its lines, its environment and its exit code', async () => {
    const lines: string[] = [];
    const script = 'console.log(process.env.LC_ALL); console.error("bad"); process.exit(10)';
    const child = node(script, lines);
    expect(await child.exited).toEqual({ code: 10, signal: null });
    expect(lines.sort()).toEqual(['stderr: bad', 'stdout: C']);
  });

  it('is fed to the last byte', async () => {
    const lines: string[] = [];
    const script =
      'let n = 0; process.stdin.on("data", (b) => n += b.length).on("end", () => console.log(n))';
    const child = node(script, lines);
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await child.write(new Uint8Array(100_000))).toBe(true);
    }
    child.end();
    await child.exited;
    expect(lines).toEqual(['stdout: 2000000']);
  });

  it('takes no more once it has closed its end, and that is no error', async () => {
    const child = node('process.exit(3)');
    let accepted = true;
    for (let turn = 0; turn < 1000 && accepted; turn += 1) {
      accepted = await child.write(new Uint8Array(100_000));
    }
    expect(accepted).toBe(false);
    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(await child.write(new Uint8Array(1))).toBe(false);
  });

  it('ends by the signal it is given', async () => {
    const child = node('setInterval(() => {}, 1000)');
    child.kill('SIGKILL');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is offline where there is no such program', async () => {
    const child = launchChild({
      program: '/nowhere/cdrskin',
      arguments: [],
      environment: {},
      onLine: () => {},
    });
    await expect(child.exited).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
      context: { program: '/nowhere/cdrskin' },
    });
  });

  it('is offline where the system has no more files to give, and brings nobody down', async () => {
    const moduleUrl = new URL('../../../../drivers/transports/child-process.ts', import.meta.url);
    const script = `
      const { openSync } = await import('node:fs');
      const { launchChild } = await import(${JSON.stringify(moduleUrl.href)});
      try { for (;;) openSync('/dev/null'); } catch {}
      const child = launchChild({ program: 'true', arguments: [], environment: {}, onLine() {} });
      child.end();
      child.kill('SIGTERM');
      const fed = await child.write(new Uint8Array(1));
      await child.exited.catch((error) => console.log(error.code, error.cause.code, fed));
    `;
    const lines: string[] = [];
    const starved = launchChild({
      program: 'sh',
      arguments: [
        '-c',
        'ulimit -n 256; exec "$0" "$@"',
        process.execPath,
        '--import=tsx',
        '--input-type=module',
        '-e',
        script,
      ],
      environment: {},
      onLine: (line, stream) => lines.push(`${stream}: ${line}`),
    });
    await starved.exited;
    expect(lines).toEqual(['stdout: DEVICE_OFFLINE EMFILE false']);
  });
});
