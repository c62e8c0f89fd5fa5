import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';
import { seconds } from '../../foundation/units.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { DebuggingPipe } from './debugging-pipe.ts';
import { sandboxArguments, type LauncherOptions } from './launcher-options.ts';
import { pageAddress } from './page-address.ts';
import { makePrivateFolder } from './private-folder.ts';
import { ShellProcess } from './shell-process.ts';
import type { Shell, ShellPage, ShellWindow } from './shell.ts';

/** How long Chromium has to open its window; 1 s is usual, a cold machine needs more. */
const openingTime = seconds(30);

const targetCreated = z.object({
  targetInfo: z.object({ targetId: z.string(), type: z.string() }),
});
const targetCrashed = z.object({ targetId: z.string() });
const attached = z.object({ sessionId: z.string() });

/**
 * Starts the system's Chromium in kiosk mode on a throw-away profile.
 *
 * Chromium opens an empty page and is told the address, which holds the token, over a pipe: so the token is on no
 * command line, in no environment and in no file. The same pipe tells when the page has crashed.
 */
export class ChromiumLauncher implements Shell {
  readonly name = 'chromium';
  readonly #options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  async show(page: ShellPage): Promise<ShellWindow> {
    const { binary, environment, clock } = this.#options;
    const folder = await makePrivateFolder(this.#options);
    try {
      const shellProcess = await ShellProcess.start({
        binary,
        args: [...sandboxArguments(this.#options), ...chromiumFlags(page, folder.path)],
        environment,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
        clock,
      });
      const closed = shellProcess.endedThen(() => folder.dispose());
      const browser = await this.#open(shellProcess, page);
      return {
        closed,
        async close() {
          // The answer is the end of the process; a pipe that broke instead means the same.
          await shellProcess.close(() => void browser.send('Browser.close').catch(() => {}));
          await closed;
        },
      };
    } catch (error) {
      await folder.dispose();
      throw error;
    }
  }

  async #open(shellProcess: ShellProcess, page: ShellPage): Promise<DebuggingPipe> {
    const cancel = this.#options.clock.after(openingTime, () =>
      shellProcess.abandon('it opened no window in time'),
    );
    try {
      return await navigate(shellProcess, page);
    } catch (cause) {
      shellProcess.abandon('it could not be told the address');
      const end = await shellProcess.ended;
      const reason = end.how === 'failed' ? end.reason : 'it was closed';
      throw new AppError('SHELL_NOT_SHOWN', `Chromium showed nothing: ${reason}`, {
        remedy: 'retry',
        cause,
      });
    } finally {
      cancel();
    }
  }
}

async function navigate(shellProcess: ShellProcess, page: ShellPage): Promise<DebuggingPipe> {
  const [input, output] = shellProcess.child.stdio.slice(3) as unknown as [Writable, Readable];
  let windowId: string | null = null;
  let onWindow: (targetId: string) => void = () => {};
  const window = new Promise<string>((resolve) => {
    onWindow = resolve;
  });
  const browser = new DebuggingPipe(input, output, (method, params) => {
    if (method === 'Target.targetCreated') {
      const { targetInfo } = targetCreated.parse(params);
      if (targetInfo.type !== 'page') return;
      windowId ??= targetInfo.targetId;
      onWindow(windowId);
    } else if (method === 'Target.targetCrashed') {
      if (targetCrashed.parse(params).targetId === windowId)
        shellProcess.abandon('its page crashed');
    }
  });
  await browser.send('Target.setDiscoverTargets', { discover: true });
  const targetId = await Promise.race([window, failWhenEnded(shellProcess)]);
  const answer = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const { sessionId } = attached.parse(answer);
  await browser.send('Page.navigate', { url: pageAddress(page.url, page.token) }, sessionId);
  return browser;
}

async function failWhenEnded(shellProcess: ShellProcess): Promise<never> {
  await shellProcess.ended;
  throw new AppError('SHELL_NOT_SHOWN', 'Chromium ended.', { remedy: 'retry' });
}
