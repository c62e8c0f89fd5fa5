import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  vi,
  type MockInstance,
} from 'vitest';
import {
  defaultSession,
  exposed,
  fakeApp,
  fakeMenu,
  fakeSessions,
  FakeWindow,
  resetFakeElectron,
  type FakeSession,
} from './fake-electron.ts';

// The program is loaded anew for each test; what stands in for Electron stays the same.
const electron = await vi.hoisted(async () => (await import('./fake-electron.ts')).electronModule);
vi.mock('electron', () => electron);

const url = 'http://127.0.0.1:4100';
let folder: string;
let write: MockInstance<typeof process.stderr.write>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-main-'));
  writeFileSync(join(folder, 'token'), 'a-token-of-one-use', { mode: 0o600 });
  writeFileSync(join(folder, 'exposed'), 'a-token-of-one-use', { mode: 0o644 });
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  resetFakeElectron();
  vi.resetModules();
  write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs the program as Electron would, up to the moment before the application is ready. */
async function start(environment: Record<string, string> = {}): Promise<void> {
  vi.stubEnv('DIPTYCH_SHELL_URL', url);
  vi.stubEnv('DIPTYCH_SHELL_TOKEN_FILE', join(folder, 'token'));
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  await import('../../../../../app/kiosk/shell/electron-main.ts');
}

async function open(environment: Record<string, string> = {}): Promise<FakeWindow> {
  await start(environment);
  fakeApp.onReady();
  await vi.waitFor(() => expect(FakeWindow.opened).toHaveLength(1));
  return FakeWindow.opened[0]!;
}

/** Emits an event that may be prevented, and tells whether it was. */
function isPrevented(
  emitter: { emit(name: string, ...facts: unknown[]): boolean },
  name: string,
  ...facts: [object?, ...unknown[]]
): boolean {
  const event = { ...facts[0], preventDefault: vi.fn<() => void>() };
  emitter.emit(name, event, ...facts.slice(1));
  return event.preventDefault.mock.calls.length > 0;
}

describe('the program inside Electron', () => {
  it('sandboxes every renderer before the application is ready', async () => {
    await start();
    expect(fakeApp.enableSandbox).toHaveBeenCalledOnce();
    expect(FakeWindow.opened).toEqual([]);
  });

  it('opens one window on the page, the token in the fragment', async () => {
    const window = await open();
    expect(window.webContents.loadURL.mock.calls).toEqual([[`${url}/#token=a-token-of-one-use`]]);
  });

  it('gives the page no power: every preference of the checklist', async () => {
    const window = await open();
    const { preload, session, ...preferences } = window.options['webPreferences'] as Record<
      string,
      unknown
    >;
    expect(preferences).toEqual({
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
      devTools: false,
    });
    expect(basename(String(preload))).toBe('shell-preload.cjs');
    expect(session).toBe([...fakeSessions.values()][0]!.session);
  });

  it('has developer tools only where it is not packaged', async () => {
    fakeApp.isPackaged = false;
    const window = await open();
    expect(window.options['webPreferences']).toMatchObject({ devTools: true, sandbox: true });
  });

  it('keeps its session in memory, without a cache', async () => {
    await open();
    const [[partition, { options }] = ['', { options: null }]] = fakeSessions;
    expect(partition).not.toMatch(/^persist:|^$/);
    expect(options).toEqual({ cache: false });
  });

  it('fills the screen without a frame, menu or way out', async () => {
    const window = await open({ DIPTYCH_SHELL_SIZE: '1080x1920' });
    expect(window.options).toMatchObject({
      kiosk: true,
      fullscreen: true,
      frame: false,
      resizable: false,
      minimizable: false,
      width: 1080,
      height: 1920,
    });
    expect(fakeMenu.setApplicationMenu).toHaveBeenCalledWith(null);
  });

  it('is an ordinary window on a desk when asked, no less locked down', async () => {
    const window = await open({ DIPTYCH_SHELL_WINDOWED: '1' });
    expect(window.options).toMatchObject({
      kiosk: false,
      frame: true,
      width: 1280,
      height: 800,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
    });
  });

  it('keeps keys that command the browser from a kiosk, and lets text through', async () => {
    const { webContents } = await open();
    const press = (key: string, more: object = {}) =>
      isPrevented(
        webContents,
        'before-input-event',
        {},
        {
          key,
          control: false,
          alt: false,
          meta: false,
          ...more,
        },
      );
    expect({
      text: press('a'),
      reload: press('r', { control: true }),
      close: press('F4', { alt: true }),
      desktop: press('d', { meta: true }),
      console: press('F12'),
      altGr: press('@', { control: true, alt: true }),
    }).toEqual({
      text: false,
      reload: true,
      close: true,
      desktop: true,
      console: true,
      altGr: false,
    });
  });

  it('cannot be zoomed by two fingers', async () => {
    const { webContents } = await open();
    webContents.emit('did-finish-load');
    expect(webContents.setVisualZoomLevelLimits).toHaveBeenCalledWith(1, 1);
    expect(fakeApp.commandLine.appendSwitch).toHaveBeenCalledWith('disable-pinch');
  });
});

describe('a page in the shell', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    'stays at the pages of the controller: %s',
    async (name) => {
      const { webContents } = await open();
      const elsewhere = ['https://elsewhere.test/', 'http://127.0.0.1:4101/', 'file:///etc/passwd'];
      expect(elsewhere.map((to) => isPrevented(webContents, name, { url: to }))).toEqual([
        true,
        true,
        true,
      ]);
      const pages = [`${url}/`, `${url}/maintenance.html`, `${url}/maintenance/view`];
      expect(pages.map((to) => isPrevented(webContents, name, { url: to }))).toEqual([
        false,
        false,
        true,
      ]);
    },
  );

  it('opens no second window and embeds none', async () => {
    const { webContents } = await open();
    const [handler] = webContents.setWindowOpenHandler.mock.calls[0]!;
    expect(handler()).toEqual({ action: 'deny' });
    expect(isPrevented(webContents, 'will-attach-webview')).toBe(true);
  });

  it.each(['its own session', 'the default session'])(
    'is granted nothing and fetches nothing from elsewhere in %s',
    async (which) => {
      await open();
      const own = [...fakeSessions.values()][0]!.session;
      const session: FakeSession = which === 'its own session' ? own : defaultSession;
      const granted = vi.fn<(isGranted: boolean) => void>();
      session.setPermissionRequestHandler.mock.calls[0]![0]({}, 'media', granted);
      const streams = vi.fn<(streams: object) => void>();
      session.setDisplayMediaRequestHandler.mock.calls[0]![0]({}, streams);
      const fetches = (address: string) => {
        const reply = vi.fn<(reply: { cancel: boolean }) => void>();
        session.webRequest.onBeforeRequest.mock.calls[0]![0]({ url: address }, reply);
        return reply.mock.calls[0]![0];
      };
      expect({
        request: granted.mock.calls,
        check: session.setPermissionCheckHandler.mock.calls[0]![0](),
        device: session.setDevicePermissionHandler.mock.calls[0]![0](),
        screen: streams.mock.calls,
        download: isPrevented(session, 'will-download'),
        controller: fetches(`${url}/poster.jpg`),
        elsewhere: fetches('https://elsewhere.test/'),
      }).toEqual({
        request: [[false]],
        check: false,
        device: false,
        screen: [[{}]],
        download: true,
        controller: { cancel: false },
        elsewhere: { cancel: true },
      });
    },
  );

  it('learns which shell it is in, and can call nothing', async () => {
    await import('../../../../../app/kiosk/shell/electron-preload.ts');
    expect(exposed.mock.calls).toEqual([
      ['diptychShell', { name: 'electron', version: expect.any(String) }],
    ]);
  });
});

describe('the life of the program', () => {
  it('ends when another runs already, opening nothing', async () => {
    fakeApp.isFirst = false;
    await start();
    fakeApp.onReady();
    expect(fakeApp.exit.mock.calls).toEqual([[75]]);
    expect(FakeWindow.opened).toEqual([]);
  });

  it('ends when its settings are wrong or its token lies open to others', async () => {
    await start({ DIPTYCH_SHELL_URL: 'https://elsewhere.test' });
    vi.resetModules();
    await start({ DIPTYCH_SHELL_TOKEN_FILE: join(folder, 'exposed') });
    expect(fakeApp.exit.mock.calls).toEqual([[78], [78]]);
  });

  it('never writes the token to its log', async () => {
    const { webContents } = await open();
    webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', `${url}/#token=a`, true);
    expect(write).toHaveBeenCalledOnce();
    expect(String(write.mock.calls[0]![0])).not.toContain('token');
  });

  it('ends with its window', async () => {
    await open();
    fakeApp.emit('window-all-closed');
    expect(fakeApp.quit).toHaveBeenCalledOnce();
  });
});
