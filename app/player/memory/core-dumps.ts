import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the kernel is asked; a test answers in its place. */
export interface ProcessSystem {
  readonly pid: number;
  /** Text of a file under `/proc`. @throws the errors of `node:fs`. */
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs `prlimit` of util-linux. @throws where it is not installed or refuses. */
  limit(pid: number): Promise<void>;
}

export const thisProcess: ProcessSystem = {
  pid: process.pid,
  read: (path) => readFileSync(path, 'utf8'),
  write: (path, text) => writeFileSync(path, text),
  async limit(pid) {
    await run('prlimit', ['--core=0:0', '--pid', String(pid)], { timeout: 5000 });
  },
};

/** Whether this process leaves its memory on a disk when it crashes. */
export interface CoreDumps {
  /** The limit of its length is 0, hard and soft: no file is written. */
  readonly areLimited: boolean;
  /** No mapping is among what is dumped, also where a program takes dumps through a pipe. */
  readonly areEmpty: boolean;
}

/**
 * Sees to it that a crash leaves no memory behind, and says what came of it. Both ways are tried, for a limit does not hold
 * where `kernel.core_pattern` hands dumps to a program (core(5)). It cannot be undone, and programs started from here inherit it.
 */
export async function forbidCoreDumps(system: ProcessSystem = thisProcess): Promise<CoreDumps> {
  await system.limit(system.pid).catch(() => {
    // Whether it helped is read below.
  });
  attempt(() => system.write('/proc/self/coredump_filter', '0x0'));
  const limits = attempt(() => system.read('/proc/self/limits')) ?? '';
  const filter = attempt(() => system.read('/proc/self/coredump_filter')) ?? '';
  return {
    areLimited: /^Max core file size\s+0\s+0\s/m.test(limits),
    areEmpty: /^0+\s*$/.test(filter),
  };
}

/** What the kernel does not have, or does not allow, is told as such: nothing of it stops a film. */
export function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
