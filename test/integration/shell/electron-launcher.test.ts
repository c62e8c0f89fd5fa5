import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../app/foundation/clock.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { silentLogger, type Logger } from '../../../app/foundation/logger.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { ElectronLauncher } from '../../../app/kiosk/shell/electron-launcher.ts';

/**
 * Stands in for the Electron binary: writes down how it was started, then does as the file beside it says: `exit <code>`,
 * `wait` for the end of its input as the shell does, or `stay` whatever is asked of it.
 */
const standIn = `#!/usr/bin/env node
const { readFileSync, statSync, writeFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const orders = readFileSync(join(__dirname, 'orders'), 'utf8').split(' ');
if (orders[0] === 'stay') process.on('SIGTERM', () => {});
const file = process.env.DIPTYCH_SHELL_TOKEN_FILE;
const started = {
  pid: process.pid,
  argv: process.argv.slice(2),
  environment: Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('DIPTYCH'))),
  token: readFileSync(file, 'utf8'),
  mode: (statSync(file).mode & 0o777).toString(8),
  folderMode: (statSync(join(file, '..')).mode & 0o777).toString(8),
};
writeFileSync(join(__dirname, 'started.part'), JSON.stringify(started));
renameSync(join(__dirname, 'started.part'), join(__dirname, 'started'));
if (orders[0] === 'exit') {
  process.stderr.write('last words');
  process.exitCode = Number(orders[1]);
} else {
  process.stdin.resume().on('end', () => orders[0] === 'wait' && process.exit(0));
  if (orders[0] === 'stay') setInterval(() => {}, 1000);
}
`;

const startedSchema = z.object({
  pid: z.int(),
  argv: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  token: z.string(),
  mode: z.string(),
  folderMode: z.string(),
});

const page = { url: 'http://127.0.0.1:4100', token: 'secret-of-one-use' };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-electron-'));
  await writeFile(join(folder, 'electron'), standIn, { mode: 0o755 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function launcher(orders: string, more: { isRoot?: boolean; logger?: Logger } = {}) {
  await writeFile(join(folder, 'orders'), orders);
  const clock = orders === 'stay' ? new ManualClock() : systemClock;
  const shell = new ElectronLauncher({
    binary: join(folder, 'electron'),
    electronProgram: '/opt/diptych/dist/shell-main.cjs',
    environment: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: folder },
    clock,
    logger: silentLogger,
    isRoot: false,
    ...more,
  });
  return { shell, clock };
}

async function started() {
  const path = join(folder, 'started');
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), { timeout: 10_000, interval: 20 });
  return startedSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

const leftovers = async () => (await readdir(folder)).filter((name) => name.startsWith('diptych-'));

describe('the Electron launcher', () => {
  it('gives the token in a file that its owner alone may read, and nowhere else', async () => {
    const { shell } = await launcher('wait');
    const window = await shell.show({ ...page, size: { width: 1080, height: 1920 } });
    const { pid, token, mode, folderMode, argv, environment } = await started();
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const processEnvironment = await readFile(`/proc/${pid}/environ`, 'utf8');
    await window.close();
    expect({ token, mode, folderMode, argv }).toEqual({
      token: page.token,
      mode: '600',
      folderMode: '700',
      argv: ['/opt/diptych/dist/shell-main.cjs'],
    });
    expect(commandLine + processEnvironment).not.toContain(page.token);
    expect(environment).toEqual({
      DIPTYCH_SHELL_URL: page.url,
      DIPTYCH_SHELL_TOKEN_FILE: expect.stringMatching(/\/token$/),
      DIPTYCH_SHELL_WINDOWED: '0',
      DIPTYCH_SHELL_SIZE: '1080x1920',
      DIPTYCH_SHELL_ENDS_WITH_INPUT: '1',
    });
  });

  it('closes its window when asked, and leaves no file', async () => {
    const { shell } = await launcher('wait');
    const window = await shell.show(page);
    await started();
    await window.close();
    expect([await window.closed, await leftovers()]).toEqual([{ how: 'asked' }, []]);
  });

  it('ends by force a program that does not close within five seconds', async () => {
    const { shell, clock } = await launcher('stay');
    const window = await shell.show(page);
    const { pid } = await started();
    const closing = window.close();
    (clock as ManualClock).advance(seconds(5));
    await closing;
    expect([await window.closed, existsSync(`/proc/${pid}`)]).toEqual([{ how: 'asked' }, false]);
  });

  it('tells a person who closed the window from a program that failed', async () => {
    const person = await (await launcher('exit 0')).shell.show(page);
    expect(await person.closed).toEqual({ how: 'by-person' });
    const failure = await (await launcher('exit 70')).shell.show(page);
    expect(await failure.closed).toEqual({
      how: 'failed',
      reason: 'it ended with code 70: last words',
    });
    expect(await leftovers()).toEqual([]);
  });

  it('gives up the sandbox for root alone, and says so', async () => {
    const warn = vi.fn<Logger['warn']>();
    const { shell } = await launcher('wait', { isRoot: true, logger: { ...silentLogger, warn } });
    const window = await shell.show(page);
    const { argv } = await started();
    await window.close();
    expect(argv[0]).toBe('--no-sandbox');
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      {},
      expect.stringContaining('without the sandbox'),
    );
  });

  it('says that a program cannot be started, and leaves no file', async () => {
    const { shell } = await launcher('wait');
    await rm(join(folder, 'electron'));
    await expect(shell.show(page)).rejects.toMatchObject({ code: 'SHELL_NOT_SHOWN' });
    expect(await leftovers()).toEqual([]);
  });
});
