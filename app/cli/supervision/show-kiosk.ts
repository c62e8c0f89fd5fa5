import { readFileSync } from 'node:fs';
import { systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { ShellChoice } from '../../kiosk/shell/choose-shell.ts';
import type { Shell, WindowSize } from '../../kiosk/shell/shell.ts';
import { createStderrLogger } from '../../kiosk/shell/stderr-logger.ts';
import { superviseShell } from '../../kiosk/shell/supervise.ts';
import { demoMembers, demoStaff } from '../demo.ts';
import { aborted } from '../terminal/interruption.ts';
import type { House } from './house.ts';

export interface ShowKioskOptions {
  readonly house: House;
  readonly choice: ShellChoice;
  readonly windowed: boolean;
  /** In pixels; needed where no window manager makes a window fill the screen. */
  readonly size: WindowSize | null;
  /** Whether the person of the demonstration looks after it. */
  readonly hasDemoStaff: boolean;
  readonly signal: AbortSignal;
}

/**
 * Shows the kiosk in a window, or says where it is, until the window is closed, `signal` aborts or a program ends.
 *
 * @throws AppError `HOUSE_ENDED` in the last case.
 */
export async function showKiosk(options: ShowKioskOptions): Promise<void> {
  const { house, choice, hasDemoStaff, signal } = options;
  tell(house, choice, hasDemoStaff);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  void stopWhenEnded(house, over, until);
  await (choice.shell === null ? aborted(until) : superviseWindow(options, choice.shell, until));
  if (over.signal.aborted) throw over.signal.reason;
  over.abort();
}

async function stopWhenEnded(
  house: House,
  over: AbortController,
  until: AbortSignal,
): Promise<void> {
  const sentence = await house.ended;
  if (until.aborted) return;
  over.abort(new AppError('HOUSE_ENDED', sentence, { remedy: 'call-attendant' }));
}

async function superviseWindow(
  { house, windowed, size }: ShowKioskOptions,
  shell: Shell,
  signal: AbortSignal,
): Promise<void> {
  await superviseShell({
    shell,
    findPage: () =>
      Promise.resolve({
        url: house.kioskUrl,
        token: readToken(house),
        windowed,
        ...(size === null ? {} : { size }),
      }),
    clock: systemClock,
    logger: createStderrLogger(systemClock),
    signal,
  });
}

function readToken(house: House): string {
  return readFileSync(house.tokenFile, 'utf8').trim();
}

function tell(house: House, choice: ShellChoice, hasDemoStaff: boolean): void {
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
      ...(hasDemoStaff
        ? [
            `Staff:   ${demoStaff.number}, PIN ${demoStaff.pin} (as long as its devices are simulated)`,
          ]
        : []),
      'The address is good for one browser; `npx diptych screen` prints another.',
      'Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}
