import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';
import { DebuggingPipe } from './debugging-pipe.ts';
import { mayBeShown, pageAddress } from './page-address.ts';
import type { ShellPage } from './shell.ts';

// Answers of the Chrome DevTools Protocol, as far as we read them.
const targetCreated = z.object({
  targetInfo: z.object({ targetId: z.string(), type: z.string() }),
});
const targetCrashed = z.object({ targetId: z.string() });
const attached = z.object({ sessionId: z.string() });
const navigated = z.object({ errorText: z.string().optional() });
const evaluated = z.object({ result: z.object({ value: z.unknown() }) });

export interface ChromiumWindowOptions {
  /** The pipe that Chromium reads, its descriptor 3. */
  readonly input: Writable;
  /** The pipe that Chromium writes, its descriptor 4. */
  readonly output: Readable;
  readonly onCrash: () => void;
}

/** The one window of a Chromium that we hold by its debugging pipe. */
export class ChromiumWindow {
  readonly #pipe: DebuggingPipe;
  readonly #created: Promise<string>;
  #onCreated: (targetId: string) => void = () => {};
  #targetId: string | null = null;
  #sessionId = '';
  #controllerUrl = '';

  constructor({ input, output, onCrash }: ChromiumWindowOptions) {
    this.#created = new Promise((resolve) => {
      this.#onCreated = resolve;
    });
    this.#pipe = new DebuggingPipe(input, output, (method, params) => {
      if (method === 'Target.targetCreated') this.#take(targetCreated.parse(params).targetInfo);
      if (method !== 'Target.targetCrashed') return;
      if (targetCrashed.parse(params).targetId === this.#targetId) onCrash();
    });
  }

  /**
   * Opens the page of the controller, the token in its address.
   *
   * @throws AppError `SHELL_PIPE` if Chromium ends first, `SHELL_NOT_SHOWN` if it cannot load the page.
   */
  async open(page: ShellPage): Promise<void> {
    this.#controllerUrl = page.url;
    await this.#pipe.send('Target.setDiscoverTargets', { discover: true });
    const targetId = await Promise.race([this.#created, this.#pipe.broken]);
    const answer = await this.#pipe.send('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = attached.parse(answer).sessionId;
    const url = pageAddress(page.url, page.token);
    const result = await this.#pipe.send('Page.navigate', { url }, this.#sessionId);
    const { errorText } = navigated.parse(result);
    if (errorText === undefined) return;
    throw new AppError('SHELL_NOT_SHOWN', `${page.url} cannot be loaded: ${errorText}`, {
      remedy: 'retry',
    });
  }

  /** Whether the window shows a page of the controller. Does not settle while the page hangs. */
  async showsController(): Promise<boolean> {
    const question = { expression: 'location.href', returnByValue: true };
    const answer = await this.#pipe.send('Runtime.evaluate', question, this.#sessionId);
    return mayBeShown(this.#controllerUrl, String(evaluated.parse(answer).result.value));
  }

  close(): void {
    this.#tell('Browser.close', {});
  }

  /** The first page is ours; whatever opens another one, it is closed. */
  #take({ targetId, type }: { readonly targetId: string; readonly type: string }): void {
    if (type !== 'page' || targetId === this.#targetId) return;
    if (this.#targetId === null) {
      this.#targetId = targetId;
      this.#onCreated(targetId);
    } else {
      this.#tell('Target.closeTarget', { targetId });
    }
  }

  /** Sends what needs no answer: the end of the browser, or of a page, is told otherwise. */
  #tell(method: string, params: Readonly<Record<string, unknown>>): void {
    void this.#pipe.send(method, params).catch(() => {});
  }
}
