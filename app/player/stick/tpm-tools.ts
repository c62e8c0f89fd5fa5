import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stickError } from '../../delivery/stick/stick-error.ts';
import { isAppError } from '../../foundation/errors.ts';

/** A TPM answers within a second or two, a slow one within ten. */
const ANSWERS_WITHIN_MS = 30_000;

/** Runs one of tpm2-tools; which TPM it asks, `TPM2TOOLS_TCTI` says. */
export type TpmTool = (
  name: string,
  args: readonly string[],
  signal: AbortSignal,
) => Promise<Buffer>;

/**
 * Gives `use` the tools with a folder of their own for what they hand each other, and forgets it.
 *
 * @throws AppError `STICK_COUNTER`; the signal's reason.
 */
export async function withTpm<T>(use: (tool: TpmTool, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-tpm-'));
  try {
    return await use((name, args, signal) => runTool(name, args, folder, signal), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runTool(
  name: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { cwd, signal, timeout: ANSWERS_WITHIN_MS, encoding: 'buffer' as const };
    execFile(`tpm2_${name}`, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (signal.aborted) reject(signal.reason as Error);
      else reject(counterError(name, stderr.toString('utf8'), error));
    });
  });
}

function counterError(name: string, words: string, cause: unknown): Error {
  if (isAppError(cause)) return cause;
  return stickError(
    'STICK_COUNTER',
    'The TPM of this device does not answer, or lacks the counter of this stick.',
    { program: `tpm2_${name}`, says: words.trim().split('\n').slice(-2).join(' ') },
    cause,
  );
}
