import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../foundation/clock.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import { milliseconds, seconds } from '../../foundation/units.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { ChromiumWindow } from './chromium-window.ts';
import { sandboxArguments, type LauncherOptions } from './launcher-options.ts';
import { makePrivateFolder } from './private-folder.ts';
import { ShellProcess } from './shell-process.ts';
import type { Shell, ShellPage, ShellWindow } from './shell.ts';
import { watchPage } from './watch-page.ts';

/** How long Chromium has to open its window; 1 s is usual, a cold machine needs more. */
const openingTime = seconds(30);
/** How long one that is ending has to say why. */
const endingTime = seconds(5);

/**
 * Starts the system's Chromium in kiosk mode on a throw-away profile.
 *
 * Chromium opens an empty page and is told the address, which holds the token, over a pipe: so the token is on no
 * command line, in no environment and in no file. The same pipe tells when the page has crashed, hangs or is another.
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
      const window = await this.#open(shellProcess, page);
      const stopWatching = watchPage({
        clock,
        ask: () => window.showsController(),
        onLost: (reason) => shellProcess.abandon(reason),
      });
      const closed = shellProcess.endedThen(() => {
        stopWatching();
        return folder.dispose();
      });
      return {
        closed,
        async close() {
          stopWatching();
          await shellProcess.close(() => window.close());
          await closed;
        },
      };
    } catch (error) {
      await folder.dispose();
      throw error;
    }
  }

  async #open(shellProcess: ShellProcess, page: ShellPage): Promise<ChromiumWindow> {
    // Chromium's descriptors 3 and 4; `child_process` types only the first three.
    const [input, output] = shellProcess.child.stdio.slice(3) as unknown as [Writable, Readable];
    const onCrash = () => shellProcess.abandon('its page crashed');
    const window = new ChromiumWindow({ input, output, onCrash });
    const cancel = this.#options.clock.after(openingTime, () =>
      shellProcess.abandon('it opened no window in time'),
    );
    try {
      await window.open(page);
      return window;
    } catch (cause) {
      const reason = await reasonOf(shellProcess, this.#options.clock, cause);
      throw new AppError('SHELL_NOT_SHOWN', `Chromium showed nothing: ${reason}`, {
        remedy: 'retry',
        cause,
      });
    } finally {
      cancel();
    }
  }
}

/** Why Chromium showed nothing. One whose pipe broke is ending, and gets the time to say why; any other is ended. */
async function reasonOf(shellProcess: ShellProcess, clock: Clock, cause: unknown): Promise<string> {
  const message = cause instanceof Error ? cause.message : String(cause);
  const grace = isAppError(cause, 'SHELL_PIPE') ? endingTime : milliseconds(0);
  const cancel = clock.after(grace, () => shellProcess.abandon(message));
  const end = await shellProcess.ended;
  cancel();
  return end.how === 'failed' ? end.reason : message;
}
