import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WireError } from '../../../contracts/errors.ts';
import { type Actor, staffTouchHeader } from '../../../contracts/staff.ts';
import { AppError } from '../../../foundation/errors.ts';

/** Knows the tokens of those who look after the machine. */
export interface TokenBook {
  /**
   * @param isTouch whether a person did something: their session lives on.
   * @returns whose token that is; null where it is nobody's, or not any more.
   */
  actorOf(token: string, isTouch: boolean): Actor | null;
}

/** Lets in who may look after the machine, and knows then who asks. */
export class StaffGuard {
  readonly #book: TokenBook;
  readonly #ownUrl: () => string;
  readonly #actors = new WeakMap<FastifyRequest, Actor>();

  /** @param ownUrl the only origin whose pages may ask, and the only name by which this machine is called. */
  constructor(book: TokenBook, ownUrl: () => string) {
    this.#book = book;
    this.#ownUrl = ownUrl;
  }

  /** For `preValidation` of a route that needs nobody to be signed in: nothing but this machine's own pages and programs. */
  readonly admitOwnPages = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (this.#isOwnPage(request)) return;
    await reply.code(403).send(refusal('MAINTENANCE_ORIGIN_REFUSED'));
  };

  /** For `preValidation` of every other route of the maintenance API. An act (any POST) is a touch. */
  readonly admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await this.admitOwnPages(request, reply);
    if (reply.sent) return;
    const isTouch = request.method === 'POST' || request.headers[staffTouchHeader] === '1';
    const token = tokenOf(request);
    const actor = token === null ? null : this.#book.actorOf(token, isTouch);
    if (actor === null) await reply.code(401).send(refusal('MAINTENANCE_REFUSED'));
    else this.#actors.set(request, actor);
  };

  /** Who asks. For requests that {@link admit} let in. */
  actorOf(request: FastifyRequest): Actor {
    const actor = this.#actors.get(request);
    if (actor !== undefined) return actor;
    throw new AppError('MAINTENANCE_REFUSED', 'Nobody was asked who they are.', {
      remedy: 'fix-the-code',
    });
  }

  #isOwnPage({ headers }: FastifyRequest): boolean {
    const own = this.#ownUrl();
    const { host, origin } = headers;
    return host === new URL(own).host && (origin === undefined || origin === own);
  }
}

export function tokenOf({ headers }: FastifyRequest): string | null {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
}

function refusal(code: string): WireError {
  return {
    code,
    message: 'This is for the people who look after this machine.',
    remedy: 'reject-input',
  };
}
