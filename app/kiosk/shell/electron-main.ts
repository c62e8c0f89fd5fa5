/**
 * The program inside Electron: one locked-down window on the controller's pages, and nothing else. It loads no native
 * module, holds no rule of the domain and answers no message of the page.
 */
import { join } from 'node:path';
import { app, BrowserWindow, Menu, session } from 'electron';
import { systemClock } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import { hardenApp, hardenSession, pagePreferences } from './electron-hardening.ts';
import { keepInKiosk, windowOptions } from './electron-window.ts';
import { keepPageAlive } from './keep-page-alive.ts';
import { pageAddress } from './page-address.ts';
import { parseShellSettings, readToken, type ShellSettings } from './shell-settings.ts';
import { createStderrLogger } from './stderr-logger.ts';

/** Exit codes, as `sysexits.h` names them: 70 EX_SOFTWARE, 75 EX_TEMPFAIL, 78 EX_CONFIG. */
const exitCodes = { pageKeepsFailing: 70, runsAlready: 75, badSettings: 78 } as const;

const logger = createStderrLogger(systemClock);

function run(): void {
  try {
    const settings = parseShellSettings(process.env);
    const address = pageAddress(settings.url, readToken(settings.tokenFile));
    hardenApp(app, settings.url);
    app.setPath('userData', join(app.getPath('appData'), 'diptych-shell'));
    if (!app.requestSingleInstanceLock()) {
      fail(exitCodes.runsAlready, 'SHELL_RUNS_ALREADY', 'Another shell runs already.');
      return;
    }
    app.on('window-all-closed', () => app.quit());
    if (settings.endsWithInput) process.stdin.once('end', () => app.quit()).resume();
    void app.whenReady().then(() => openWindow(settings, address));
  } catch (error) {
    if (!isAppError(error)) throw error;
    fail(exitCodes.badSettings, error.code, error.message);
  }
}

function openWindow(settings: ShellSettings, address: string): void {
  Menu.setApplicationMenu(null);
  // Without the prefix `persist:` a session lives in memory alone, and ends with the window.
  const ownSession = session.fromPartition(`kiosk-${process.pid}`, { cache: false });
  hardenSession(ownSession, settings.url);
  hardenSession(session.defaultSession, settings.url);
  const preload = join(__dirname, 'shell-preload.cjs');
  const preferences = pagePreferences(preload, ownSession, app.isPackaged);
  const window = new BrowserWindow(windowOptions(settings, preferences));
  if (!settings.windowed) keepInKiosk(window);
  keepPageAlive({
    window,
    address,
    clock: systemClock,
    logger,
    onGivenUp: () => app.exit(exitCodes.pageKeepsFailing),
  });
}

function fail(exitCode: number, code: string, message: string): void {
  logger.error({ code }, message);
  app.exit(exitCode);
}

run();
