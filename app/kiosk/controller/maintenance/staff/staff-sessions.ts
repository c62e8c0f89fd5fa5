import { createHash } from 'node:crypto';
import type { Actor } from '../../../../contracts/staff.ts';
import type { Clock } from '../../../../foundation/clock.ts';
import type { Randomness } from '../../../../foundation/randomness.ts';
import { milliseconds, minutes } from '../../../../foundation/units.ts';

/** Nobody has touched the panel for so long: whoever was there has left. */
export const STAFF_IDLE = minutes(3);

/** Why a session ended. `replaced`: the same person signed in again. */
export type SessionEnd = 'asked' | 'idle' | 'replaced' | 'changed' | 'removed' | 'alarm';

interface Session {
  readonly actor: Actor;
  lastTouch: number;
  cancel: () => void;
}

/** Who is signed in: in memory only, one session a person, void after {@link STAFF_IDLE} without a touch. */
export class StaffSessions {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #onEnd: (staffId: string, why: SessionEnd) => void;
  /** By the hash of their token, so that looking one up tells nothing by how long it takes. */
  readonly #sessions = new Map<string, Session>();

  constructor(
    clock: Clock,
    randomness: Randomness,
    onEnd: (staffId: string, why: SessionEnd) => void,
  ) {
    this.#clock = clock;
    this.#randomness = randomness;
    this.#onEnd = onEnd;
  }

  /** @returns the token. */
  begin(actor: Actor & { readonly staffId: string }): string {
    this.endOf(actor.staffId, 'replaced');
    const token = Buffer.from(this.#randomness.bytes(32)).toString('base64url');
    const session: Session = { actor, lastTouch: this.#clock.monotonic(), cancel: () => {} };
    this.#sessions.set(keyOf(token), session);
    this.#watch(keyOf(token), session);
    return token;
  }

  /** Whose token that is; null where it is nobody's, or not any more. */
  actorOf(token: string, isTouch: boolean): Actor | null {
    const key = keyOf(token);
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    if (this.#idleFor(session) >= STAFF_IDLE) {
      this.#end(key, session, 'idle');
      return null;
    }
    if (isTouch) session.lastTouch = this.#clock.monotonic();
    return session.actor;
  }

  end(token: string): void {
    const session = this.#sessions.get(keyOf(token));
    if (session !== undefined) this.#end(keyOf(token), session, 'asked');
  }

  endOf(staffId: string, why: SessionEnd): void {
    for (const [key, session] of this.#sessions) {
      if (session.actor.staffId === staffId) this.#end(key, session, why);
    }
  }

  endAll(why: SessionEnd): void {
    for (const [key, session] of this.#sessions) this.#end(key, session, why);
  }

  /** Forgets everybody; nothing is told of it. */
  close(): void {
    for (const { cancel } of this.#sessions.values()) cancel();
    this.#sessions.clear();
  }

  #idleFor({ lastTouch }: Session): number {
    return this.#clock.monotonic() - lastTouch;
  }

  #watch(key: string, session: Session): void {
    const left = milliseconds(STAFF_IDLE - this.#idleFor(session));
    session.cancel = this.#clock.after(left, () => {
      if (this.#idleFor(session) >= STAFF_IDLE) this.#end(key, session, 'idle');
      else this.#watch(key, session);
    });
  }

  #end(key: string, session: Session, why: SessionEnd): void {
    session.cancel();
    if (!this.#sessions.delete(key)) return;
    if (session.actor.staffId !== null) this.#onEnd(session.actor.staffId, why);
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
