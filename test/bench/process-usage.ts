import { readFileSync } from 'node:fs';

/** What a process has used. */
export interface ProcessUsage {
  /** Time of all its threads on a processor, user's and system's. */
  readonly processorMs: number;
  /** Memory that is in its hands now. */
  readonly residentBytes: number;
}

/** Linux counts in hundredths of a second (`USER_HZ`, proc(5)), whatever the kernel does inside. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** Reads `/proc/<pid>/stat`. */
export function readProcessUsage(pid: number): ProcessUsage {
  return parseProcessUsage(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** @param stat the line of proc(5); the name of the program, in brackets, may hold anything. */
export function parseProcessUsage(stat: string): ProcessUsage {
  // The third field is the first behind the name.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    processorMs: (field(14) + field(15)) * TICK_MS,
    residentBytes: field(24) * PAGE_BYTES,
  };
}
