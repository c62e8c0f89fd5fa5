import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolders } from '../installation.ts';

/** Where the bank of a house listens if nobody says otherwise. */
export const usualBankUrl = 'http://127.0.0.1:4100';

/** Leaves the address of a running bank for players on this machine. @returns what takes it away again. */
export function leaveBankAddress(folders: DataFolders, url: string): () => void {
  writeFileSync(fileOf(folders), `${url}\n`);
  return () => rmSync(fileOf(folders), { force: true });
}

/** The address of the bank that runs on these data; null where none has said that it does. */
export function findBankAddress(folders: DataFolders): string | null {
  try {
    return readFileSync(fileOf(folders), 'utf8').trim();
  } catch {
    return null;
  }
}

function fileOf(folders: DataFolders): string {
  return join(folders.bank, 'address');
}
