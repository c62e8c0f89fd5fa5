import type { AppError } from '../../foundation/errors.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress, type ProgressDisplay } from '../terminal/progress.ts';
import { adviceFor, asAppError } from '../terminal/report-failure.ts';

/** What a verb found out or did: plain data, printed as it is. */
export type Facts = Readonly<Record<string, unknown>>;

export interface VerbFlags {
  readonly json?: boolean;
}

export interface VerbJob {
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  /** On standard error; begins with its first step. */
  readonly progress: Pick<ProgressDisplay, 'update'>;
}

/**
 * Does one thing with one device and tells what came of it: with `--json` one object at the end, `ok` first; otherwise a line
 * for every fact. The exit code is 1 where `ok` is false.
 *
 * @param describe what an integrator's program reads of a failure beside its code and its sentence.
 */
export async function runVerb(
  { json = false }: VerbFlags,
  act: (job: VerbJob) => Promise<Facts>,
  describe: (failure: AppError) => Facts = ({ remedy }) => ({ remedy }),
): Promise<void> {
  let display: ProgressDisplay | null = null;
  const progress = {
    update(label: string, percent: number) {
      display ??= showProgress();
      display.update(label, percent);
    },
  };
  try {
    const facts = await act({ signal: interruption(), progress }).finally(() => display?.stop());
    process.stdout.write(json ? `${JSON.stringify({ ok: true, ...facts })}\n` : readable(facts));
  } catch (error) {
    process.exitCode = 1;
    const failure = asAppError(error);
    const { code, message } = failure;
    const facts = describe(failure);
    if (json) process.stdout.write(`${JSON.stringify({ ok: false, code, message, ...facts })}\n`);
    else process.stderr.write(`\n${message}\n${readable(facts)}${adviceFor(failure)}  [${code}]\n`);
  }
}

function readable(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .map((line) => `${line}\n`)
    .join('');
}

/** Whole seconds and tenths since `begin`, a time of `performance.now()`. */
export function secondsSince(begin: number): number {
  return Math.round((performance.now() - begin) / 100) / 10;
}
