import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { describe, expect, it } from 'vitest';
import { chooseShell } from '../../../../../app/kiosk/shell/choose-shell.ts';

const here = {
  environment: { DISPLAY: ':0' },
  logger: silentLogger,
  electron: '/opt/electron/electron',
  chromium: '/usr/bin/chromium',
  electronProgram: import.meta.filename,
};

describe('the shell', () => {
  it('is Electron where its binary is installed', () => {
    expect(chooseShell(here).shell?.name).toBe('electron');
  });

  it('is Chromium where no Electron binary is, or its program is not built', () => {
    expect(chooseShell({ ...here, electron: null }).shell?.name).toBe('chromium');
    expect(chooseShell({ ...here, electronProgram: '/nowhere' }).shell?.name).toBe('chromium');
  });

  it('is none where neither is installed, and says so', () => {
    expect(chooseShell({ ...here, electron: null, chromium: null })).toEqual({
      shell: null,
      reason: 'Neither an Electron binary nor Chromium is installed.',
    });
  });

  it('is none without a display, whatever is installed, and says so', () => {
    expect(chooseShell({ ...here, environment: { DISPLAY: '' } })).toEqual({
      shell: null,
      reason: 'There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.',
    });
  });

  it('serves Wayland as well as X11', () => {
    const environment = { WAYLAND_DISPLAY: 'wayland-0' };
    expect(chooseShell({ ...here, environment }).shell?.name).toBe('electron');
  });
});
