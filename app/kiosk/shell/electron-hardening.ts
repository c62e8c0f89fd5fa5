import type { App, BrowserWindowConstructorOptions, Input, Session, WebContents } from 'electron';
import { mayBeFetched, mayBeShown } from './page-address.ts';

export type WebPreferences = NonNullable<BrowserWindowConstructorOptions['webPreferences']>;

/**
 * The whole program: every renderer sandboxed, every page that ever appears confined to the controller's origin.
 * Source: the checklist of electronjs.org, "Security".
 */
export function hardenApp(app: App, controllerUrl: string): void {
  app.enableSandbox();
  app.commandLine.appendSwitch('disable-pinch');
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, controllerUrl));
}

/** Denies every permission, device and download, and every request that is not to the controller. */
export function hardenSession(session: Session, controllerUrl: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((request, answer) =>
    answer({ cancel: !mayBeFetched(controllerUrl, request.url) }),
  );
}

/** Opens no second window, embeds nothing, and stays at the controller's pages. */
export function hardenContents(contents: WebContents, controllerUrl: string): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  const stay = (event: { readonly url: string; preventDefault(): void }) => {
    if (!mayBeShown(controllerUrl, event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
}

/** What a page may do: nothing but be a page. */
export function pagePreferences(
  preload: string,
  session: Session,
  isPackaged: boolean,
): WebPreferences {
  return {
    preload,
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    devTools: !isPackaged,
  };
}

/** Whether a key press is a command to the browser or the desktop rather than text. */
export function isShortcut(input: Pick<Input, 'key' | 'control' | 'alt' | 'meta'>): boolean {
  if (/^F\d{1,2}$/.test(input.key)) return true;
  if (input.meta) return true;
  // AltGr arrives as Control and Alt together, and types characters.
  return input.control !== input.alt;
}
