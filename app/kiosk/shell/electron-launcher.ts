import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxArguments, type LauncherOptions } from './launcher-options.ts';
import { makePrivateFolder } from './private-folder.ts';
import { ShellProcess } from './shell-process.ts';
import { writeShellSettings } from './shell-settings.ts';
import type { Shell, ShellPage, ShellWindow } from './shell.ts';

export interface ElectronLauncherOptions extends LauncherOptions {
  /** The bundled main program, `dist/shell-main.cjs`. */
  readonly electronProgram: string;
}

/** Starts an installed Electron binary. The token goes by a file of mode 0600 in a folder of mode 0700. */
export class ElectronLauncher implements Shell {
  readonly name = 'electron';
  readonly #options: ElectronLauncherOptions;

  constructor(options: ElectronLauncherOptions) {
    this.#options = options;
  }

  async show(page: ShellPage): Promise<ShellWindow> {
    const { binary, environment, clock, electronProgram } = this.#options;
    const folder = await makePrivateFolder(this.#options);
    try {
      const tokenFile = join(folder.path, 'token');
      await writeFile(tokenFile, page.token, { mode: 0o600, flag: 'wx' });
      const settings = writeShellSettings({
        url: page.url,
        tokenFile,
        windowed: page.windowed ?? false,
        size: page.size ?? null,
        endsWithInput: true,
      });
      const shellProcess = await ShellProcess.start({
        binary,
        args: [...sandboxArguments(this.#options), electronProgram],
        environment: { ...environment, ...settings },
        stdio: ['pipe', 'ignore', 'pipe'],
        clock,
      });
      const closed = shellProcess.endedThen(() => folder.dispose());
      return {
        closed,
        async close() {
          await shellProcess.close();
          await closed;
        },
      };
    } catch (error) {
      await folder.dispose();
      throw error;
    }
  }
}
