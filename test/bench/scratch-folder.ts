import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the bench writes; gone when it ends. */
export interface ScratchFolder {
  readonly path: string;
  /** `memory` where Linux' shared memory has room, so that no disk is measured. */
  readonly kind: 'memory' | 'disk';
  remove(): void;
}

const SHARED_MEMORY = '/dev/shm';

/** @param room bytes that will lie in it at most. */
export function makeScratchFolder(room: number): ScratchFolder {
  const kind = freeBytes(SHARED_MEMORY) > room ? 'memory' : 'disk';
  const path = mkdtempSync(join(kind === 'memory' ? SHARED_MEMORY : tmpdir(), 'diptych-bench-'));
  return { path, kind, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
