import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import {
  type PlayerPageMessage,
  playerPageMessageSchema,
  playerPagePath,
  playerPageProtocol,
  playerPageTokenPrefix,
} from '../../../app/contracts/player-page.ts';
import { readDvdStructure } from '../../../app/disc/dvd-structure.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import {
  startWebPlayer,
  type WebPlayer,
  type WebPlayerRequest,
} from '../../../app/player/web/web-player.ts';
import { makeImage } from '../clips.ts';
import { ScriptedPlayer } from './scripted-player.ts';
import { type SplitDisc, splitDisc } from './split-disc.ts';

/** What serves the viewer's page, at rest, on a clock that a test moves, and without a browser. */
export class WebBench {
  readonly split: SplitDisc;
  readonly #pageFolder: string;
  player: ScriptedPlayer;
  clock = new ManualClock();
  #web: WebPlayer | null = null;

  private constructor(split: SplitDisc, pageFolder: string) {
    this.split = split;
    this.#pageFolder = pageFolder;
    this.player = new ScriptedPlayer(split);
  }

  static async start(): Promise<WebBench> {
    const pageFolder = mkdtempSync(join(tmpdir(), 'diptych-web-player-'));
    writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Diptych</title>');
    return new WebBench(await splitDisc(await makeImage('pal-16x9')), pageFolder);
  }

  /** Serves the page anew. */
  async open(otherwise: Partial<WebPlayerRequest> = {}): Promise<void> {
    await this.#web?.close();
    this.player = new ScriptedPlayer(this.split);
    this.clock = new ManualClock();
    this.#web = await startWebPlayer({
      player: this.player,
      structure: readDvdStructure(this.split.disc.source),
      port: 0,
      clock: this.clock,
      randomness: seededRandomness('page'),
      logger: silentLogger,
      pageFolder: this.#pageFolder,
      ...otherwise,
    });
  }

  get url(): string {
    return this.#web?.url ?? '';
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  get firstToken(): string {
    return new URL(this.url).hash.replace('#token=', '');
  }

  page(token = this.firstToken, headers: { origin?: string; host?: string } = {}): WebPage {
    return new WebPage(this.origin, token, headers);
  }

  /** A page that was let in; the one before may still be on its way out. */
  async pageAgain(token: string): Promise<WebPage> {
    for (;;) {
      const page = this.page(token);
      const first = await Promise.race([page.closed, page.welcome()]);
      if (typeof first !== 'number') return page;
    }
  }

  async close(): Promise<void> {
    await this.#web?.close();
    rmSync(this.#pageFolder, { recursive: true });
  }
}

/** A page: what it was told, in order, and its end. */
export class WebPage {
  readonly messages: PlayerPageMessage[] = [];
  readonly pieces: Buffer[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  #id = 0;

  constructor(own: string, token: string, { origin, host }: { origin?: string; host?: string }) {
    const address = `${own.replace('http', 'ws')}${playerPagePath}`;
    this.socket = new WebSocket(address, [playerPageProtocol, playerPageTokenPrefix + token], {
      origin: origin ?? own,
      ...(host === undefined ? {} : { headers: { host } }),
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.pieces.push(data);
      else this.messages.push(playerPageMessageSchema.parse(JSON.parse(data.toString())));
      for (const wake of this.#waiting) wake();
      this.#waiting.clear();
    });
  }

  /** Goes on once something it was told is as `find` says. */
  async told<Found>(find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  welcome() {
    return this.told(() => this.messages.find((message) => message.type === 'welcome'));
  }

  /** Says that it keeps the token of its welcome. */
  async keep(): Promise<void> {
    this.socket.send(JSON.stringify({ kept: true }));
    await this.act({ act: 'look' });
  }

  async act(act: object) {
    this.#id += 1;
    const id = this.#id;
    this.socket.send(JSON.stringify({ id, act }));
    return await this.told(() =>
      this.messages.find((message) => message.type === 'answer' && message.id === id),
    );
  }

  view() {
    return this.messages.flatMap((message) => ('view' in message ? [message.view] : [])).at(-1);
  }
}
