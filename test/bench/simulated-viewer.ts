import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { viewerRoutes } from '../../app/contracts/viewer-api.ts';
import { openFrames } from '../../app/delivery/online/sealed-frames.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { parseComplementBlock, parseComplementHead } from '../../app/split/index.ts';
import type { LoadFigures } from './viewers-figures.ts';
import type { ViewerPass } from './viewers-task.ts';

/** As much as a player asks for at once, and as far as it may be ahead. */
const RANGE_BLOCKS = 16;
const LOOK_AHEAD_MS = 20_000;
/** So that what is asked is not a moment too early for the pace. */
const MARGIN_MS = 50;
const RENEW_EVERY_MS = 60_000;
/** One range in so many begins with a single block, as after a seek: how long one block takes. */
const SINGLE_ONE_IN = 16;

/** Playing time of a film's blocks, and the head that it was read from. */
export interface ViewedFilm {
  readonly blocks: number;
  /** In milliseconds. */
  blockMs(block: number): number;
  readonly check: ((number: number, payload: Uint8Array) => void) | null;
}

export interface SimulatedViewerParts {
  readonly url: string;
  readonly pass: ViewerPass;
  /**
   * The film, for all viewers of it. Null: the first who has a head reads it for everybody. A table of a film's blocks for
   * each of some thousand viewers would be gigabytes.
   */
  readonly shared: { film: ViewedFilm | null };
  readonly figures: LoadFigures;
  readonly checkOneIn: number;
  /** 0 to 1, evenly distributed. */
  readonly chance: () => number;
}

interface Reply {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly body: Buffer;
}

/** Watches from somewhere in a film, in real time, as a player does: blocks come 20 seconds ahead at most. */
export class SimulatedViewer {
  readonly #parts: SimulatedViewerParts;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #token: string;
  #stopped = false;

  constructor(parts: SimulatedViewerParts) {
    this.#parts = parts;
    this.#token = parts.pass.token;
  }

  /** Ends with the request that is on its way. */
  stop(): void {
    this.#stopped = true;
  }

  async watch(): Promise<void> {
    try {
      await this.#watch();
    } catch (error) {
      this.#parts.figures.fail(error);
    } finally {
      this.#agent.destroy();
    }
  }

  async #watch(): Promise<void> {
    const { chance, figures } = this.#parts;
    const film = await this.#openFilm();
    let next = Math.floor(chance() * (film.blocks - 600));
    let renewAt = figures.now() + chance() * RENEW_EVERY_MS;
    // The picture begins with the first answer; `ahead` is what came since then, in milliseconds of film.
    let begin = figures.now();
    let ahead = 0;
    while (!this.#stopped) {
      const isSingle = ahead > 0 && chance() * SINGLE_ONE_IN < 1;
      const wanted = isSingle ? 1 : ahead === 0 ? 2 * RANGE_BLOCKS : RANGE_BLOCKS;
      let length = 0;
      for (let block = next; block < next + wanted; block++) length += film.blockMs(block);
      const askAt = begin + ahead + length - LOOK_AHEAD_MS + MARGIN_MS;
      if (askAt > figures.now()) await sleep(askAt - figures.now());
      if (this.#stopped) return;
      if (film.check !== null && figures.now() >= renewAt) {
        await this.#renew();
        renewAt += RENEW_EVERY_MS;
      }
      const asked = figures.now();
      const reply = await this.#get(`${this.#blocks()}?first=${next}&count=${wanted}`);
      const came = figures.now();
      if (reply.status === 429) {
        figures.tooEarly();
        await sleep(reply.retryAfterMs);
        continue;
      }
      const count = this.#countOf(reply, next, wanted, film);
      if (ahead === 0) begin = came;
      let late = 0;
      for (let block = next; block < next + count; block++) {
        if (came > begin + ahead) late += 1;
        ahead += film.blockMs(block);
      }
      figures.answer({ asked, came, blocks: count, bytes: reply.body.length, late });
      next += count;
    }
  }

  /** Opens some answers, and believes of the others that they hold what was asked for. */
  #countOf(reply: Reply, first: number, wanted: number, film: ViewedFilm): number {
    const { chance, checkOneIn, figures, pass } = this.#parts;
    if (reply.status !== 200) throw refused(reply);
    if (film.check === null) return wanted;
    const isChecked = chance() * checkOneIn < 1;
    if (!isChecked) return countFrames(reply.body);
    const key = Buffer.from(pass.sessionKey, 'base64url');
    const frames = openFrames(key, pass.viewingId, reply.body);
    for (const [index, { number, payload }] of frames.entries()) {
      if (number !== first + index) throw refused(reply);
      film.check(number, payload);
    }
    figures.check();
    return frames.length;
  }

  /** Asks for the head, as every player does, unless what answers is no bank. */
  async #openFilm(): Promise<ViewedFilm> {
    const { pass, shared } = this.#parts;
    if (shared.film?.check === null) return shared.film;
    const reply = await this.#get(viewerRoutes.head(pass.viewingId));
    if (reply.status !== 200) throw refused(reply);
    shared.film ??= filmOfHead(pass, reply.body);
    return shared.film;
  }

  async #renew(): Promise<void> {
    const { figures, pass } = this.#parts;
    const reply = await this.#get(viewerRoutes.viewingRenewals(pass.viewingId), 'POST');
    if (reply.status !== 200) throw refused(reply);
    const { token } = JSON.parse(reply.body.toString()) as { readonly token: string };
    this.#token = token;
    figures.renewal();
  }

  #blocks(): string {
    return viewerRoutes.blocks(this.#parts.pass.viewingId);
  }

  #get(path: string, method = 'GET'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        this.#parts.url + path,
        {
          method,
          agent: this.#agent,
          timeout: 30_000,
          headers: { authorization: `Bearer ${this.#token}` },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              retryAfterMs: Number(response.headers['retry-after-ms'] ?? 0),
              body: Buffer.concat(pieces),
            }),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error('No answer for 30 seconds.')));
      request.on('error', reject);
      request.end();
    });
  }
}

/** The film of a sealed head. */
function filmOfHead(pass: ViewerPass, answer: Uint8Array): ViewedFilm {
  const [frame] = openFrames(Buffer.from(pass.sessionKey, 'base64url'), pass.viewingId, answer);
  const head = parseComplementHead(frame?.payload ?? new Uint8Array());
  return {
    blocks: head.blocks,
    blockMs: (block) => head.ticks(block) / 90,
    check: (number, payload) => void parseComplementBlock(head, number, payload),
  };
}

/** How many frames an answer has, by their headers. */
function countFrames(answer: Buffer): number {
  let count = 0;
  for (let at = 0; at + 8 <= answer.length; count++) at += 32 + answer.readUInt32BE(at + 4);
  return count;
}

function refused({ body, status }: Reply): AppError {
  return new AppError('BENCH_ANSWER', 'An answer is not what was asked for.', {
    remedy: 'fix-the-code',
    context: { status, body: status === 200 ? body.length : body.toString().slice(0, 200) },
  });
}
