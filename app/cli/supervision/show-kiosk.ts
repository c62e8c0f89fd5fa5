import { readFileSync } from 'node:fs';
import { systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { silentLogger } from '../../foundation/logger.ts';
import type { ShellChoice } from '../../kiosk/shell/choose-shell.ts';
import type { ShellPage } from '../../kiosk/shell/shell.ts';
import { superviseShell } from '../../kiosk/shell/supervise.ts';
import { demoMembers } from '../demo.ts';
import type { House } from './house.ts';

/**
 * Shows the kiosk in a window, or says where it is, until the window is closed, `signal` aborts or a program ends.
 *
 * @throws AppError `HOUSE_ENDED` in the last case.
 */
export async function showKiosk(options: {
  readonly house: House;
  readonly choice: ShellChoice;
  readonly windowed: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { house, choice, windowed, signal } = options;
  const interrupted = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const failed = house.ended.then((sentence) => {
    if (signal.aborted) return 'stopped' as const;
    throw new AppError('HOUSE_ENDED', sentence, { remedy: 'call-attendant' });
  });
  tell(house, choice);
  const shown =
    choice.shell === null
      ? interrupted
      : superviseShell({
          shell: choice.shell,
          findPage: () => Promise.resolve(nextPage(house, windowed)),
          clock: systemClock,
          logger: silentLogger,
          signal,
        });
  await Promise.race([shown, interrupted, failed]);
}

function nextPage(house: House, windowed: boolean): ShellPage {
  return { url: house.kioskUrl, token: readToken(house), windowed };
}

function readToken(house: House): string {
  return readFileSync(house.tokenFile, 'utf8').trim();
}

function tell(house: House, choice: ShellChoice): void {
  const [member] = demoMembers;
  const address =
    choice.shell === null
      ? `${choice.reason} Open the kiosk in a browser on this machine:\n\n    ${house.kioskUrl}/#token=${readToken(house)}\n`
      : 'The kiosk is in its window.';
  process.stdout.write(
    [
      '',
      address,
      `Bank:    ${house.bankUrl}`,
      `Member:  ${member.member}, PIN ${member.pin} (or card ${member.card})`,
      'The address is good for one browser; `npx diptych screen` prints another.',
      'Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}
