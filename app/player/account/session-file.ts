import { type ViewerSession, viewerSessionSchema } from '../../contracts/viewer-api.ts';
import { jsonOf } from './account-record.ts';
import type { PrivateFolder } from './private-files.ts';

const FILE = 'session.json';

/** The last session, kept so that whoever watched yesterday need not type the password again; null where there is none. */
export function readSession(folder: PrivateFolder): ViewerSession | null {
  const text = folder.read(FILE);
  // A session that cannot be read is none: signing in makes another.
  return text === null ? null : (viewerSessionSchema.safeParse(jsonOf(text)).data ?? null);
}

export function writeSession(folder: PrivateFolder, session: ViewerSession): void {
  folder.write(FILE, `${JSON.stringify(session)}\n`);
}

export function removeSession(folder: PrivateFolder): void {
  folder.remove(FILE);
}
