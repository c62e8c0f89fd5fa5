import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { keepPageAlive } from '../../../../../app/kiosk/shell/keep-page-alive.ts';
import { FakeWindow } from './fake-electron.ts';

const address = 'http://127.0.0.1:4100/#token=t';
const refused = [{}, -102, 'ERR_CONNECTION_REFUSED', address, true] as const;

let window: FakeWindow;
let clock: ManualClock;
const onGivenUp = vi.fn<() => void>();

beforeEach(() => {
  onGivenUp.mockClear();
  window = new FakeWindow({});
  clock = new ManualClock();
  keepPageAlive({
    window: window as unknown as BrowserWindow,
    address,
    clock,
    logger: silentLogger,
    onGivenUp,
  });
});

function counts() {
  const { loadURL, reload } = window.webContents;
  return { loads: loadURL.mock.calls.length, reloads: reload.mock.calls.length };
}

describe('a page that is kept alive', () => {
  it('is loaded at once', () => {
    expect(window.webContents.loadURL.mock.calls).toEqual([[address]]);
  });

  it('is loaded again while the controller does not answer, after a second, then two', () => {
    window.webContents.emit('did-fail-load', ...refused);
    clock.advance(seconds(1));
    window.webContents.emit('did-fail-load', ...refused);
    clock.advance(seconds(1));
    expect(counts()).toEqual({ loads: 2, reloads: 0 });
    clock.advance(seconds(1));
    expect(counts()).toEqual({ loads: 3, reloads: 0 });
  });

  it('is not taken as loaded when the browser shows its own page for an error', () => {
    window.webContents.emit('did-fail-load', ...refused);
    window.webContents.emit('did-finish-load');
    clock.advance(seconds(1));
    expect(counts()).toEqual({ loads: 2, reloads: 0 });
  });

  it('is reloaded where it stands after a crash, for its token is used', () => {
    window.webContents.emit('did-finish-load');
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    clock.advance(seconds(1));
    expect(counts()).toEqual({ loads: 1, reloads: 1 });
  });

  it('is left alone when another load replaced a load, or when a frame failed', () => {
    window.webContents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', address, true);
    window.webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', address, false);
    clock.advance(seconds(60));
    expect(counts()).toEqual({ loads: 1, reloads: 0 });
  });

  it('is ended when it does not answer for ten seconds', () => {
    window.emit('unresponsive');
    clock.advance(seconds(9));
    expect(window.webContents.forcefullyCrashRenderer).not.toHaveBeenCalled();
    clock.advance(seconds(1));
    expect(window.webContents.forcefullyCrashRenderer).toHaveBeenCalledOnce();
  });

  it('is not ended when it answers again in time', () => {
    window.emit('unresponsive');
    clock.advance(seconds(5));
    window.emit('responsive');
    clock.advance(seconds(60));
    expect(window.webContents.forcefullyCrashRenderer).not.toHaveBeenCalled();
  });

  it('is given up once when it fails a sixth time within five minutes', () => {
    for (let failure = 0; failure < 8; failure += 1) {
      window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      clock.advance(seconds(20));
    }
    expect(onGivenUp).toHaveBeenCalledOnce();
    expect(counts().loads).toBe(6);
  });
});
