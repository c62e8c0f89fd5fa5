import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ChromiumLauncher } from '../../../app/kiosk/shell/chromium-launcher.ts';
import { findChromium, findOnPath } from '../../../app/kiosk/shell/find-program.ts';
import { startXDisplay, type XDisplay } from './x-display.ts';

const chromium = findChromium(process.env);
const isInstalled = chromium !== null && findOnPath(['Xvfb'], process.env) !== null;
const token = 'secret-of-one-use-4c1f';

/** A page that says what it sees. */
const reportingPage = `<!doctype html><title>Diptych</title><script>
fetch('/seen', { method: 'POST', body: JSON.stringify({
  fragment: location.hash,
  isFullscreen: matchMedia('(display-mode: fullscreen)').matches,
  screen: innerWidth + 'x' + innerHeight,
}) });
</script>`;
const seenSchema = z.strictObject({
  fragment: z.string(),
  isFullscreen: z.boolean(),
  screen: z.string(),
});

interface Process {
  readonly pid: number;
  readonly group: number;
  readonly commandLine: string;
  readonly environment: string;
}

/** Every process of the machine, as any of its users sees it, and its environment as its owner does. */
function listProcesses(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const read = (file: string) => readFileSync(join('/proc', name, file), 'utf8');
        // proc(5): after the name in brackets come state, parent and group.
        const group = Number(read('stat').split(') ').at(-1)?.split(' ')[2]);
        const [commandLine, environment] = [read('cmdline'), read('environ')];
        return [{ pid: Number(name), group, commandLine, environment }];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

describe.skipIf(!isInstalled)('the system’s Chromium (skipped where it or Xvfb is missing)', () => {
  let display: XDisplay;
  let controller: Server;
  let url: string;
  let folder: string;
  let onSeen: (seen: unknown) => void = () => {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-chromium-'));
    display = await startXDisplay('800x600');
    controller = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      request.once('end', () => {
        if (request.method === 'POST') onSeen(JSON.parse(body));
        response.setHeader('content-type', 'text/html').end(reportingPage);
      });
    }).listen(0, '127.0.0.1');
    await once(controller, 'listening');
    url = `http://127.0.0.1:${(controller.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    controller.close();
    controller.closeAllConnections();
    await display.close();
    rmSync(folder, { recursive: true });
  });

  /** What the launcher has in the folder; Chromium's desktop libraries leave a file of their own. */
  const profiles = () => readdirSync(folder).filter((name) => name.startsWith('diptych-shell-'));

  function launcher(displayName: string): ChromiumLauncher {
    return new ChromiumLauncher({
      binary: chromium ?? '',
      environment: { ...process.env, DISPLAY: displayName, XDG_RUNTIME_DIR: folder },
      clock: systemClock,
      logger: silentLogger,
      isRoot: process.getuid?.() === 0,
    });
  }

  async function show() {
    const report = new Promise<unknown>((resolve) => {
      onSeen = resolve;
    });
    const window = await launcher(display.name).show({
      url,
      token,
      size: { width: 800, height: 600 },
    });
    return { window, seen: seenSchema.parse(await report) };
  }

  it('shows the page on the whole screen, and the token to nobody else', async () => {
    const { window, seen } = await show();
    const processes = listProcesses();
    const mode = statSync(join(folder, profiles()[0]!)).mode & 0o777;
    await window.close();
    expect(seen.fragment).toBe(`#token=${token}`);
    expect(seen.isFullscreen).toBe(true);
    // Chromium makes the window one pixel smaller than asked (observed, 156).
    expect(seen.screen).toMatch(/^(799x599|800x600)$/);
    expect(processes.some(({ commandLine }) => commandLine.includes('--kiosk'))).toBe(true);
    expect(
      processes.filter(({ commandLine, environment }) =>
        (commandLine + environment).includes(token),
      ),
    ).toEqual([]);
    expect(mode).toBe(0o700);
  });

  it('closes when asked, and leaves neither process nor file', async () => {
    const { window } = await show();
    await window.close();
    expect(await window.closed).toEqual({ how: 'asked' });
    expect(profiles()).toEqual([]);
    expect(listProcesses().filter(({ commandLine }) => commandLine.includes(folder))).toEqual([]);
  });

  it('says that its page crashed, and ends', async () => {
    const { window } = await show();
    const processes = listProcesses();
    const main = processes.find(
      ({ commandLine }) => commandLine.includes(folder) && !commandLine.includes('--type='),
    );
    const renderers = processes.filter(
      ({ group, commandLine }) => group === main?.group && commandLine.includes('--type=renderer'),
    );
    for (const { pid } of renderers) killIfThere(pid);
    expect(await window.closed).toEqual({ how: 'failed', reason: 'its page crashed' });
    expect(profiles()).toEqual([]);
  });

  it('says that it cannot start where there is no display', async () => {
    const shell = launcher(':4095');
    await expect(shell.show({ url, token })).rejects.toMatchObject({
      code: 'SHELL_NOT_SHOWN',
      message: expect.stringMatching(/ended with .*display/is),
    });
    expect(profiles()).toEqual([]);
  });

  it('says that the controller does not answer, so that another try follows', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    const page = { url: `http://127.0.0.1:${port}`, token };
    await expect(launcher(display.name).show(page)).rejects.toMatchObject({
      code: 'SHELL_NOT_SHOWN',
      message: expect.stringContaining('ERR_CONNECTION_REFUSED'),
    });
    expect(profiles()).toEqual([]);
  });
});

/** Chromium ends spare renderers by itself: one may be gone before it is killed. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
