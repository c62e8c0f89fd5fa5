import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a player keeps its keys and its account: `DIPTYCH_PLAYER`, or `diptych/player` in the user's folder of settings. */
export function playerFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { DIPTYCH_PLAYER: own, XDG_CONFIG_HOME: settings } = environment;
  if (own !== undefined && own !== '') return own;
  // The XDG Base Directory Specification wants relative paths ignored.
  const home = settings?.startsWith('/') === true ? settings : join(homedir(), '.config');
  return join(home, 'diptych', 'player');
}
