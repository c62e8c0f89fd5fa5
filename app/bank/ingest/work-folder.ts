import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = '.adding-';

/**
 * Makes an empty folder for work in progress inside `parent`, on the same file system, so that one rename finishes it.
 * Folders that a process left behind when it was killed are removed first.
 */
export function createWorkFolder(parent: string, titleId: string): string {
  mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  return mkdtempSync(join(parent, `${PREFIX}${titleId}.${process.pid}.`));
}

function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(PREFIX) ? Number(name.split('.').at(-2)) : Number.NaN;
    if (Number.isInteger(owner) && !isAlive(owner)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

/** Whether a process runs, whoever's it is. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
