import { spawn } from 'node:child_process';
import { findOnPath } from '../../kiosk/shell/find-program.ts';

/** Opens an address where there is a display and a program for it (xdg-utils); who has neither opens it by hand. */
export function openInBrowser(url: string): void {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  const opener = findOnPath(['xdg-open'], process.env);
  if (opener === null || (!x11 && !wayland)) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
