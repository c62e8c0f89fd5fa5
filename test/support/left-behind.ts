import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the original around a place that the disc lacks. */
const RUN = 24;
/** A run of them each so many bytes. */
const APART = 1024;

/** Byte runs of the original that its disc has nowhere: each around a byte in which the two differ. */
export function runsThatTheDiscLacks(film: Buffer, disc: Buffer, bytes: number): Buffer[] {
  const runs: Buffer[] = [];
  for (let at = RUN; at < Math.min(bytes, film.length - RUN); at += 1) {
    if (film[at] === disc[at]) continue;
    const run = film.subarray(at - RUN / 2, at + RUN / 2);
    // Padding is the same in any film.
    if (new Set(run).size > RUN / 2) runs.push(run);
    at += APART;
  }
  return runs;
}

/** Files in which any of these runs stands. */
export function filesWith(runs: readonly Buffer[], files: Iterable<string>): string[] {
  return [...files].filter((path) => {
    const bytes = readFileSync(path);
    return runs.some((run) => bytes.includes(run));
  });
}

/** Regular files anywhere below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A process and all that it has started. */
export function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}

/** Regular files that a process has open for writing (proc(5): `flags` of fdinfo, octal). */
export function filesWritten(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
    const info = readFileSync(`/proc/${pid}/fdinfo/${number}`, 'utf8');
    const flags = Number.parseInt(/^flags:\s+([0-7]+)$/m.exec(info)?.[1] ?? '0', 8);
    const path = readlinkSync(`/proc/${pid}/fd/${number}`);
    const isFile = path.startsWith('/') && statSync(path, { throwIfNoEntry: false })?.isFile();
    return (flags & 3) !== 0 && isFile === true ? [path] : [];
  });
}

/** Where the kernel may put a process's memory of its own accord: its limit of core dumps, and what of it is swapped. */
export function memoryOnDisks(pid: number): { readonly core: string; readonly swap: string } {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    core: /^Max core file size +(\w+) /m.exec(limits)?.[1] ?? 'unknown',
    swap: /^VmSwap:\s+(.+)$/m.exec(status)?.[1] ?? 'unknown',
  };
}
