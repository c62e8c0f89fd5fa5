import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/** Stand-ins for the objects of the module `electron`, which plain Node cannot load. They record; they show nothing. */
export class FakeContents extends EventEmitter {
  readonly setWindowOpenHandler = vi.fn<(handler: () => { action: string }) => void>();
  readonly loadURL = vi.fn(async (_url: string) => {});
  readonly reload = vi.fn<() => void>();
  readonly forcefullyCrashRenderer = vi.fn<() => void>();
  readonly setZoomFactor = vi.fn<(factor: number) => void>();
  readonly setVisualZoomLevelLimits = vi.fn(async (_least: number, _most: number) => {});
}

export class FakeSession extends EventEmitter {
  readonly setPermissionRequestHandler =
    vi.fn<
      (
        handler: (
          contents: unknown,
          permission: string,
          answer: (granted: boolean) => void,
        ) => void,
      ) => void
    >();
  readonly setPermissionCheckHandler = vi.fn<(handler: () => boolean) => void>();
  readonly setDevicePermissionHandler = vi.fn<(handler: () => boolean) => void>();
  readonly setDisplayMediaRequestHandler =
    vi.fn<(handler: (request: unknown, answer: (streams: object) => void) => void) => void>();
  readonly setSpellCheckerEnabled = vi.fn<(isEnabled: boolean) => void>();
  readonly webRequest = {
    onBeforeRequest:
      vi.fn<
        (
          handler: (request: { url: string }, answer: (reply: { cancel: boolean }) => void) => void,
        ) => void
      >(),
  };
}

export class FakeWindow extends EventEmitter {
  static readonly opened: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  readonly options: Record<string, unknown>;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    FakeWindow.opened.push(this);
    fakeApp.emit('web-contents-created', {}, this.webContents);
  }

  isDestroyed(): boolean {
    return false;
  }
}

class FakeApp extends EventEmitter {
  isPackaged = true;
  isFirst = true;
  onReady: () => void = () => {};
  readonly enableSandbox = vi.fn<() => void>();
  readonly commandLine = { appendSwitch: vi.fn<(name: string, value?: string) => void>() };
  readonly setPath = vi.fn<(name: string, path: string) => void>();
  readonly quit = vi.fn<() => void>();
  readonly exit = vi.fn<(code: number) => void>();

  getPath(name: string): string {
    return `/home/kiosk/${name}`;
  }

  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) => {
      this.onReady = resolve;
    });
  }
}

export const fakeApp = new FakeApp();
export const fakeSessions = new Map<string, { session: FakeSession; options: unknown }>();
export const defaultSession = new FakeSession();
export const fakeMenu = { setApplicationMenu: vi.fn<(menu: null) => void>() };
export const exposed = vi.fn<(name: string, api: unknown) => void>();

/** What `import … from 'electron'` gives. */
export const electronModule = {
  app: fakeApp,
  BrowserWindow: FakeWindow,
  Menu: fakeMenu,
  contextBridge: { exposeInMainWorld: exposed },
  session: {
    defaultSession,
    fromPartition(partition: string, options: unknown) {
      const session = new FakeSession();
      fakeSessions.set(partition, { session, options });
      return session;
    },
  },
};

/** Forgets what was recorded. */
export function resetFakeElectron(): void {
  vi.clearAllMocks();
  fakeApp.removeAllListeners();
  fakeApp.isPackaged = true;
  fakeApp.isFirst = true;
  fakeSessions.clear();
  FakeWindow.opened.length = 0;
}
