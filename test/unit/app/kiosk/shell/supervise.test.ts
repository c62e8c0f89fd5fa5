import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { minutes } from '../../../../../app/foundation/units.ts';
import type {
  Shell,
  ShellEnd,
  ShellPage,
  ShellWindow,
} from '../../../../../app/kiosk/shell/shell.ts';
import { superviseShell } from '../../../../../app/kiosk/shell/supervise.ts';

/** A shell whose windows end as told, one after the other; the last stays open until it is closed. */
class ScriptedShell implements Shell {
  readonly name = 'chromium';
  readonly shown: string[] = [];
  readonly #ends: (ShellEnd | Error)[];
  #onLastShown: () => void = () => {};
  readonly lastShown = new Promise<void>((resolve) => {
    this.#onLastShown = resolve;
  });

  constructor(ends: (ShellEnd | Error)[]) {
    this.#ends = ends;
  }

  async show(page: ShellPage): Promise<ShellWindow> {
    this.shown.push(page.token);
    const end = this.#ends.shift();
    if (end instanceof Error) throw end;
    if (end) return { closed: Promise.resolve(end), close: async () => {} };
    let onClosed: (end: ShellEnd) => void = () => {};
    const closed = new Promise<ShellEnd>((resolve) => {
      onClosed = resolve;
    });
    this.#onLastShown();
    return { closed, close: async () => onClosed({ how: 'asked' }) };
  }
}

/** A clock that lets every wait pass at once, and writes down how long it was. */
class HurriedClock extends ManualClock {
  readonly waits: number[] = [];

  override after(delay: Parameters<ManualClock['after']>[0], action: () => void): () => void {
    this.waits.push(delay);
    const cancel = super.after(delay, action);
    queueMicrotask(() => this.advance(delay));
    return cancel;
  }
}

function supervise(ends: (ShellEnd | Error)[], windowed = false) {
  const shell = new ScriptedShell(ends);
  const clock = new HurriedClock();
  const stop = new AbortController();
  let pages = 0;
  const findPage = async () => ({ url: 'http://127.0.0.1:1', token: `t${++pages}`, windowed });
  const { signal } = stop;
  const ended = superviseShell({ shell, findPage, clock, logger: silentLogger, signal });
  return { shell, clock, stop, ended };
}

const crash: ShellEnd = { how: 'failed', reason: 'it ended with SIGSEGV' };

describe('a supervised window', () => {
  it('opens again after a crash, each time with a new token and a longer wait', async () => {
    const { shell, clock, stop, ended } = supervise([crash, crash]);
    await shell.lastShown;
    stop.abort();
    expect([await ended, shell.shown, clock.waits]).toEqual([
      'stopped',
      ['t1', 't2', 't3'],
      [1000, 2000],
    ]);
  });

  it('opens again when it could not be shown', async () => {
    const { shell, stop, ended } = supervise([new Error('no display')]);
    await shell.lastShown;
    stop.abort();
    expect([await ended, shell.shown]).toEqual(['stopped', ['t1', 't2']]);
  });

  it('is given up when it fails a sixth time within five minutes, saying why', async () => {
    const { shell, ended } = supervise(Array.from({ length: 6 }, () => crash));
    await expect(ended).rejects.toMatchObject({
      code: 'SHELL_KEEPS_FAILING',
      message: expect.stringContaining('SIGSEGV'),
    });
    expect(shell.shown).toHaveLength(6);
  });

  it('with a frame may be closed by a person', async () => {
    expect(await supervise([{ how: 'by-person' }], true).ended).toBe('closed');
  });

  it('of a kiosk opens again when a person managed to close it', async () => {
    const { shell, stop, ended } = supervise([{ how: 'by-person' }]);
    await shell.lastShown;
    stop.abort();
    expect([await ended, shell.shown]).toEqual(['stopped', ['t1', 't2']]);
  });

  it('is not opened again when it is stopped during the wait', async () => {
    const shell = new ScriptedShell([crash]);
    const clock = new ManualClock();
    const stop = new AbortController();
    let onWait: () => void = () => {};
    const waiting = new Promise<void>((resolve) => {
      onWait = resolve;
    });
    const ended = superviseShell({
      shell,
      findPage: async () => ({ url: 'http://127.0.0.1:1', token: 'once' }),
      clock,
      logger: { ...silentLogger, warn: () => onWait() },
      signal: stop.signal,
    });
    await waiting;
    stop.abort();
    expect(await ended).toBe('stopped');
    clock.advance(minutes(1));
    expect(shell.shown).toEqual(['once']);
  });
});
