import { availableParallelism } from 'node:os';
import type { Clock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { startThread } from '../../foundation/start-thread.ts';
import { seconds } from '../../foundation/units.ts';
import {
  type DiscOrder,
  type DistributorTitle,
  type GeneratedBytes,
  type GeneratedImage,
  type GeneratedOverlay,
  type GeneratedStream,
  type Generation,
  zeroise,
} from './generation.ts';
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

/** What is asked with keys in it. */
type KeyedQuestion = Extract<PressQuestion, { kind: 'open' | 'image' | 'overlay' | 'complement' }>;
type OpenedReply = Extract<PressReply, { stream: number }>;

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
    const { close, reply, thread } = await this.#hold({ kind: 'open', order });
    if (reply.kind !== 'opened') throw misheard(reply, close);
    return { ...bytesOf(thread, reply), film: reply.film, close };
  }

  async openImage(title: DistributorTitle): Promise<GeneratedImage> {
    const { close, reply, thread } = await this.#hold({ kind: 'image', title });
    if (reply.kind !== 'image-opened') throw misheard(reply, close);
    return { ...bytesOf(thread, reply), version: reply.version, close };
  }

  async openOverlay(order: DiscOrder): Promise<GeneratedOverlay> {
    const { close, reply, thread } = await this.#hold({ kind: 'overlay', order });
    if (reply.kind !== 'overlay-opened') throw misheard(reply, close);
    const { stream } = reply;
    return {
      async next(signal) {
        const answer = await thread.ask({ kind: 'next', stream }, signal);
        if (answer.kind !== 'piece') throw unexpected(answer);
        return answer.bytes;
      },
      close,
    };
  }

  async writeComplement(order: DiscOrder, path: string, signal?: AbortSignal): Promise<void> {
    const question = { kind: 'complement', order, path } as const;
    const { thread, finish } = this.#begin(question);
    try {
      const reply = await askAndWipe(thread, question, signal);
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

  /** Has a thread open something, which is a job of it until `close`. */
  async #hold(
    question: KeyedQuestion,
  ): Promise<{ thread: PressThread; reply: OpenedReply; close: () => void }> {
    const { thread, finish } = this.#begin(question);
    try {
      const reply = await askAndWipe(thread, question);
      if (!('stream' in reply)) throw unexpected(reply);
      const { stream } = reply;
      let isOpen = true;
      const close = () => {
        if (!isOpen) return;
        isOpen = false;
        thread.tell({ kind: 'close', stream });
        finish();
      };
      return { thread, reply, close };
    } catch (error) {
      finish();
      throw error;
    }
  }

  #begin(question: KeyedQuestion): { thread: PressThread; finish: () => void } {
    const members = [...this.#members];
    const jobs = members.reduce((sum, { jobs }) => sum + jobs.size, 0);
    if (this.#isClosing || jobs >= AT_ONCE) {
      wipe(question);
      throw this.#isClosing ? closing() : busy();
    }
    this.#cancelRest();
    const titleId = titleOf(question);
    const member = this.#choose(members, titleId);
    const job = Symbol(titleId);
    member.jobs.set(job, titleId);
    member.lastTitle = titleId;
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

/** The thread has its own copy of the keys as soon as they are sent. */
async function askAndWipe(
  thread: PressThread,
  question: KeyedQuestion,
  signal?: AbortSignal,
): Promise<PressReply> {
  try {
    return await thread.ask(question, signal);
  } finally {
    wipe(question);
  }
}

function wipe(question: KeyedQuestion): void {
  if (question.kind === 'image') question.title.key.fill(0);
  else zeroise(question.order);
}

function titleOf(question: KeyedQuestion): string {
  return question.kind === 'image' ? question.title.titleId : question.order.identity.titleId;
}

function bytesOf(
  thread: PressThread,
  { size, stream }: { readonly size: number; readonly stream: number },
): Omit<GeneratedBytes, 'close'> {
  return {
    size,
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
  };
}

function misheard(reply: PressReply, close: () => void): AppError {
  close();
  return unexpected(reply);
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
