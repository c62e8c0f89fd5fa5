import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { AppError } from '../../app/foundation/errors.ts';

/** A program of the bench that runs beside it and prints lines of JSON. */
export interface ViewersProcess {
  readonly pid: number;
  /** The next line. @throws AppError `BENCH_PROCESS` where it ended instead. */
  nextLine(): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Bundles a program as the product's are bundled, so that no compiler is timed.
 *
 * @param source seen from here.
 * @param file what the bundle is called, where another program asks for it by name.
 * @returns the bundle, in a folder where it finds its packages.
 */
export async function bundleProgram(
  source: string,
  file: string = `${source
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')}.mjs`,
): Promise<string> {
  const outfile = fileURLToPath(new URL(`../../dist/bench/${file}`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}

/** Bundles the bank, and beside it what it starts threads of. @returns the bank. */
export async function bundleBank(): Promise<string> {
  await bundleProgram('../../app/bank/generate/worker/main.ts', 'press-worker.js');
  return bundleProgram('../../app/bank/main.ts');
}

/** @param input is written to its standard input, whole. */
export function startProgram(
  program: string,
  args: readonly string[],
  input: string = '',
  environment: NodeJS.ProcessEnv = {},
): ViewersProcess {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const { pid, stdin, stdout } = child;
  if (pid === undefined || stdin === null || stdout === null) throw ended(program);
  stdin.on('error', () => {
    // It ended before it had read everything; that it did is found by who waits for its lines.
  });
  stdin.end(input);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit');
  return {
    pid,
    async nextLine() {
      const line = await lines.next();
      if (line.done === true) throw ended(program);
      return JSON.parse(line.value) as unknown;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exit;
    },
  };
}

function ended(program: string): AppError {
  return new AppError('BENCH_PROCESS', 'A program of the bench ended too early.', {
    remedy: 'fix-the-code',
    context: { program },
  });
}
