import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import { isShortcut, type WebPreferences } from './electron-hardening.ts';
import type { ShellSettings } from './shell-settings.ts';

/** Colour before the first picture of the page, so that a restart does not flash white. */
const backgroundColor = '#000000';

/** A window for `settings`: the whole screen without a frame, or an ordinary window on a desk. */
export function windowOptions(
  settings: Pick<ShellSettings, 'windowed' | 'size'>,
  webPreferences: WebPreferences,
): BrowserWindowConstructorOptions {
  const isKiosk = !settings.windowed;
  return {
    ...(settings.size ?? (isKiosk ? {} : { width: 1280, height: 800 })),
    ...(isKiosk ? { x: 0, y: 0 } : {}),
    title: 'Diptych',
    backgroundColor,
    show: true,
    kiosk: isKiosk,
    fullscreen: isKiosk,
    frame: !isKiosk,
    resizable: !isKiosk,
    minimizable: !isKiosk,
    autoHideMenuBar: true,
    webPreferences,
  };
}

/** Keeps a kiosk's page at its size, and keys that command the browser from it. */
export function keepInKiosk(window: BrowserWindow): void {
  const contents: WebContents = window.webContents;
  contents.on('before-input-event', (event, input) => {
    if (isShortcut(input)) event.preventDefault();
  });
  contents.on('did-finish-load', () => {
    contents.setZoomFactor(1);
    void contents.setVisualZoomLevelLimits(1, 1);
  });
}
