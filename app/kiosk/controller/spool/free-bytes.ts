import { statfsSync } from 'node:fs';

/** Bytes that may still be written to the disk on which `folder` lies. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
