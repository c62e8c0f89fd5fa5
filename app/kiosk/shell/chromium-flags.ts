import type { ShellPage } from './shell.ts';

/** What the window holds until it is told the address: the address carries the token, and a command line is public. */
const emptyPage = 'data:text/html,<title>Diptych</title>';

/** Size of a window where none was asked for. */
const windowedSize = { width: 1280, height: 800 } as const;

/** Only the loopback interface has a name: neither the page nor the browser itself reaches anything else. */
const loopbackOnly = 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

/** The profile may lie in memory: room for posters and a trailer, no more. */
const cacheBytes = 64 * 2 ** 20;

/** Arguments for Chromium (observed with 156, Debian 12). The token of `page` is not among them. */
export function chromiumFlags(page: ShellPage, profileFolder: string): readonly string[] {
  const size = page.size ?? (page.windowed ? windowedSize : null);
  return [
    ...(page.windowed ? [] : ['--kiosk', '--window-position=0,0']),
    ...(size === null ? [] : [`--window-size=${size.width},${size.height}`]),
    `--user-data-dir=${profileFolder}`,
    '--remote-debugging-pipe',
    `--disk-cache-size=${cacheBytes}`,
    `--host-resolver-rules=${loopbackOnly}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--noerrdialogs',
    '--disable-session-crashed-bubble',
    '--disable-pinch',
    '--overscroll-history-navigation=0',
    '--autoplay-policy=no-user-gesture-required',
    '--deny-permission-prompts',
    '--disable-extensions',
    '--disable-sync',
    '--disable-component-update',
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-features=Translate,MediaRouter',
    '--password-store=basic',
    `--app=${emptyPage}`,
  ];
}
