import type { Duplex } from 'node:stream';
import { z } from 'zod';

/** What mpv says on its JSON IPC (mpv(1), "JSON IPC"): answers to what was asked, and events. Fields not named are ignored. */
const replySchema = z.object({
  request_id: z.int(),
  error: z.string(),
  data: z.unknown().optional(),
});
const eventSchema = z.object({
  event: z.string(),
  name: z.string().optional(),
  data: z.unknown().optional(),
});

/** One event; `name` and `data` where it is a property that changed. */
export type MpvEvent = z.infer<typeof eventSchema>;

/** Longer lines are not from mpv: its longest are lists of tracks. */
const LINE_LIMIT = 1 << 20;

/** A conversation with mpv over a socket: a JSON object a line both ways. */
export class MpvConversation {
  readonly #socket: Duplex;
  readonly #waiting = new Map<number, (data: unknown) => void>();
  #nextId = 1;
  #rest = '';

  constructor(socket: Duplex, onEvent: (event: MpvEvent) => void) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    // mpv may end at any time; who waits for its process learns of it.
    socket.on('error', () => {});
    socket.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      if (this.#rest.length > LINE_LIMIT) this.#rest = '';
      for (const line of lines) this.#hear(line, onEvent);
    });
    socket.on('close', () => {
      for (const settle of this.#waiting.values()) settle(null);
      this.#waiting.clear();
    });
  }

  /** @returns what mpv answered, or null where it refused, or ended. */
  ask(command: readonly unknown[]): Promise<unknown> {
    const requestId = this.#nextId++;
    return new Promise((resolve) => {
      if (!this.#socket.writable) {
        resolve(null);
        return;
      }
      this.#waiting.set(requestId, resolve);
      this.#socket.write(`${JSON.stringify({ command, request_id: requestId })}\n`);
    });
  }

  #hear(line: string, onEvent: (event: MpvEvent) => void): void {
    const message = parseJson(line);
    const event = eventSchema.safeParse(message);
    if (event.success) {
      onEvent(event.data);
      return;
    }
    const reply = replySchema.safeParse(message);
    if (!reply.success) return;
    const { request_id: requestId, error, data } = reply.data;
    this.#waiting.get(requestId)?.(error === 'success' ? (data ?? null) : null);
    this.#waiting.delete(requestId);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
