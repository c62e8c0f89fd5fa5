import { availableParallelism } from 'node:os';
import type { Clock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { startThread } from '../../foundation/start-thread.ts';
import { seconds } from '../../foundation/units.ts';
import { type DiscOrder, type GeneratedStream, type Generation, zeroise } from './generation.ts';
import type { PressData, PressReply } from './press-protocol.ts';
import { type PressQuestion, PressThread, type Thread } from './press-thread.ts';

/** Main streams and complements under way at once. Each takes a few MiB. */
const AT_ONCE = 64;
/** How many jobs more than the idlest thread one may have, so that orders of one title can share what is read. */
const SHARED = 8;
/** How long nothing must be asked for before files are closed. */
const IDLE = seconds(60);
/** How long a thread may take to leave off when the bank is closed. */
const LAST_WORDS = seconds(2);

export interface PressPoolParts {
  readonly start: () => Thread;
  /** At least 1. */
  readonly threads: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A thread and what it does. */
interface Member {
  readonly thread: PressThread;
  /** Title of each job that it has. */
  readonly jobs: Map<symbol, string>;
  /** Of its newest job: what it has read of it is still there for the next. */
  lastTitle: string;
}

/** Threads that generate from the masters of a vault, as many as there are cores. They start when the first is needed. */
export function openPressPool(vaultFolder: string, clock: Clock, logger: Logger): PressPool {
  const workerData: PressData = { vaultFolder };
  const program = {
    from: import.meta.url,
    bundle: 'press-worker.js',
    source: './worker/main.ts',
  };
  const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
  const start = () => startThread(program, { workerData, resourceLimits });
  return new PressPool({ start, threads: availableParallelism(), clock, logger });
}

/**
 * Generates in other threads. Orders of one title go to one thread, where they share what is read of its master and its index, as
 * long as that thread has not much more to do than another.
 */
export class PressPool implements Generation {
  readonly #parts: PressPoolParts;
  readonly #members = new Set<Member>();
  #isClosing = false;
  #cancelRest: () => void = () => {};

  constructor(parts: PressPoolParts) {
    this.#parts = parts;
  }

  async open(order: DiscOrder): Promise<GeneratedStream> {
    const { thread, finish } = this.#begin(order);
    try {
      const reply = await this.#askWith(order, thread, { kind: 'open', order });
      if (reply.kind !== 'opened') throw unexpected(reply);
      const { film, size, stream } = reply;
      let isOpen = true;
      return {
        size,
        film,
        async read(extent, signal) {
          const answer = await thread.ask({ kind: 'read', stream, extent }, signal);
          if (answer.kind !== 'read') throw unexpected(answer);
          return answer.bytes;
        },
        async sha256(signal) {
          const answer = await thread.ask({ kind: 'hash', stream }, signal);
          if (answer.kind !== 'hashed') throw unexpected(answer);
          return answer.sha256;
        },
        close() {
          if (!isOpen) return;
          isOpen = false;
          thread.tell({ kind: 'close', stream });
          finish();
        },
      };
    } catch (error) {
      finish();
      throw error;
    }
  }

  async writeComplement(order: DiscOrder, path: string, signal?: AbortSignal): Promise<void> {
    const { thread, finish } = this.#begin(order);
    try {
      const question = { kind: 'complement', order, path } as const;
      const reply = await this.#askWith(order, thread, question, signal);
      if (reply.kind !== 'written') throw unexpected(reply);
    } finally {
      finish();
    }
  }

  /** Fails what is under way, and ends the threads. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelRest();
    await Promise.all([...this.#members].map(({ thread }) => this.#endThread(thread)));
    this.#members.clear();
  }

  async #endThread(thread: PressThread): Promise<void> {
    thread.end(closing());
    const cancel = this.#parts.clock.after(LAST_WORDS, () => void thread.kill());
    await thread.gone;
    cancel();
  }

  /** The thread has its own copy of the keys as soon as they are sent. */
  async #askWith(
    order: DiscOrder,
    thread: PressThread,
    question: PressQuestion,
    signal?: AbortSignal,
  ): Promise<PressReply> {
    try {
      return await thread.ask(question, signal);
    } finally {
      zeroise(order);
    }
  }

  #begin({ identity }: DiscOrder): { thread: PressThread; finish: () => void } {
    if (this.#isClosing) throw closing();
    const members = [...this.#members];
    if (members.reduce((sum, { jobs }) => sum + jobs.size, 0) >= AT_ONCE) throw busy();
    this.#cancelRest();
    const member = this.#choose(members, identity.titleId);
    const job = Symbol(identity.titleId);
    member.jobs.set(job, identity.titleId);
    member.lastTitle = identity.titleId;
    return {
      thread: member.thread,
      finish: () => {
        member.jobs.delete(job);
        this.#restWhenIdle();
      },
    };
  }

  #choose(members: readonly Member[], titleId: string): Member {
    const [idlest] = members.toSorted((a, b) => a.jobs.size - b.jobs.size);
    const least = members.length < this.#parts.threads ? 0 : (idlest?.jobs.size ?? 0);
    const sharing = members.find(
      ({ jobs }) => [...jobs.values()].includes(titleId) && jobs.size < least + SHARED,
    );
    if (sharing !== undefined) return sharing;
    const free = members.filter(({ jobs }) => jobs.size === 0);
    const next = free.find(({ lastTitle }) => lastTitle === titleId) ?? free[0];
    if (next !== undefined) return next;
    return idlest === undefined || members.length < this.#parts.threads ? this.#add() : idlest;
  }

  #add(): Member {
    const { logger, start } = this.#parts;
    const thread = new PressThread(start(), (cause) => {
      this.#members.delete(member);
      const code = cause instanceof Error && 'code' in cause ? cause.code : null;
      const name = cause instanceof Error ? cause.name : null;
      logger.error({ error: name, code }, 'A thread that generates main streams died.');
    });
    const member: Member = { thread, jobs: new Map(), lastTitle: '' };
    this.#members.add(member);
    return member;
  }

  #restWhenIdle(): void {
    const isIdle = [...this.#members].every(({ jobs }) => jobs.size === 0);
    if (!isIdle || this.#isClosing) return;
    this.#cancelRest();
    this.#cancelRest = this.#parts.clock.after(IDLE, () => {
      for (const { thread } of this.#members) thread.tell({ kind: 'rest' });
    });
  }
}

function unexpected({ kind }: PressReply): AppError {
  const message = 'A thread of the bank gave an answer to another question.';
  return new AppError('GENERATION_ANSWER', message, {
    remedy: 'fix-the-code',
    context: { kind },
  });
}

function closing(): AppError {
  return new AppError('BANK_CLOSING', 'The bank is being closed.', { remedy: 'retry' });
}

function busy(): AppError {
  return new AppError('BANK_BUSY', 'The bank has too much to do. Please ask again shortly.', {
    remedy: 'retry',
  });
}
