import { readFileSync } from 'node:fs';

/**
 * The most memory this process has had at once, in bytes.
 *
 * Linux counts into `ru_maxrss` what the process was before it became this program, so that a child of a large process
 * seems large; `VmHWM` begins anew (proc(5)).
 */
export function peakMemory(): number {
  const found = parsePeak(readStatus());
  return found ?? process.resourceUsage().maxRSS * 1024;
}

/** Bytes of the line `VmHWM` of `/proc/self/status`; null: there is none. */
export function parsePeak(status: string): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
