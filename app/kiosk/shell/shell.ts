/** What a shell is asked to show. */
export interface ShellPage {
  /** Address of the controller on the loopback interface, without a path: `http://127.0.0.1:41234`. */
  readonly url: string;
  /** The one-time right to connect to the controller. A secret: it never stands on a command line. */
  readonly token: string;
  /** An ordinary window with a frame, as on a developer's desk, instead of the whole screen. */
  readonly windowed?: boolean;
  /** In pixels. On a display without a window manager the kiosk does not fill the screen unless it is told the size. */
  readonly size?: WindowSize;
}

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** Why a window is gone: we closed it, a person did, or it failed. */
export type ShellEnd =
  | { readonly how: 'asked' }
  | { readonly how: 'by-person' }
  | { readonly how: 'failed'; readonly reason: string };

export interface ShellWindow {
  /** Resolves once, when the window is gone and what it kept on disk is deleted. Never rejects. */
  readonly closed: Promise<ShellEnd>;
  /** Closes the window, by force after five seconds. Resolves when `closed` has; never rejects. */
  close(): Promise<void>;
}

/** What shows the screens of a kiosk: Electron or the system's Chromium, the same pages in both. */
export interface Shell {
  readonly name: 'electron' | 'chromium';
  /** @throws AppError `SHELL_NOT_SHOWN` if the program cannot be started or does not answer. */
  show(page: ShellPage): Promise<ShellWindow>;
}
