import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Keeps one unused token in a file that only this user can read: whoever shows a screen takes it from there. When a
 * token was used the file gets the next one.
 *
 * @returns removes the file.
 */
export function keepTokenFile(
  path: string,
  controller: { issueToken(): string; onTokenUsed(listener: () => void): void },
): () => void {
  let isClosed = false;
  const write = () => {
    if (isClosed) return;
    const next = `${path}.part`;
    rmSync(next, { force: true });
    writeFileSync(next, controller.issueToken(), { mode: 0o600 });
    renameSync(next, path);
  };
  write();
  controller.onTokenUsed(write);
  return () => {
    isClosed = true;
    rmSync(path, { force: true });
  };
}
