import type { BrowserWindow } from 'electron';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import { seconds } from '../../foundation/units.ts';
import { decideRestart, type Failures } from './restart-policy.ts';

/** How long a page may not answer before it is taken for dead. */
const patience = seconds(10);
/** `net::ERR_ABORTED`: a load that another load replaced. */
const replacedByAnotherLoad = -3;

export interface PageKeeping {
  readonly window: BrowserWindow;
  readonly address: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called once, when loading again has failed too often. */
  readonly onGivenUp: () => void;
}

/**
 * Loads the page, and again after it crashed, hung or could not be loaded, with growing waits and a limit.
 *
 * A page that was once loaded is reloaded where it stands: it has removed its used token from the address and keeps the
 * next one. Else the address is loaded anew.
 */
export function keepPageAlive({ window, address, clock, logger, onGivenUp }: PageKeeping): void {
  const contents = window.webContents;
  let failures: Failures = [];
  let wasLoaded = false;
  let cancelPatience = () => {};
  let isPending = false;
  let hasFailed = false;

  const load = () => {
    isPending = false;
    hasFailed = false;
    if (window.isDestroyed()) return;
    if (wasLoaded) contents.reload();
    // A load that fails is told by `did-fail-load` too, which decides what follows.
    else void contents.loadURL(address).catch(() => {});
  };
  const loadAgain = (reason: string) => {
    if (isPending) return;
    const decision = decideRestart(failures, clock.monotonic());
    if (decision.does === 'give-up') {
      logger.error({ reason }, 'The page keeps failing.');
      isPending = true;
      onGivenUp();
      return;
    }
    failures = decision.failures;
    isPending = true;
    logger.warn({ reason, waitMs: decision.after }, 'The page is loaded again.');
    clock.after(decision.after, load);
  };

  contents.on('did-finish-load', () => {
    // Chromium shows a page of its own for an address it cannot load: that is none of ours.
    wasLoaded ||= !hasFailed;
  });
  contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (!isMainFrame || code === replacedByAnotherLoad) return;
    hasFailed = true;
    loadAgain(description);
  });
  contents.on('render-process-gone', (_event, details) => {
    cancelPatience();
    loadAgain(details.reason);
  });
  window.on('unresponsive', () => {
    cancelPatience();
    // Its end is told by `render-process-gone`.
    cancelPatience = clock.after(patience, () => contents.forcefullyCrashRenderer());
  });
  window.on('responsive', () => cancelPatience());
  window.once('closed', () => cancelPatience());
  load();
}
