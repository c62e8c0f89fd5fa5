import type { StaffAttemptStore } from '../../../../../db/kiosk/staff-attempts.ts';
import type { StaffRecord, StaffStore } from '../../../../../db/kiosk/staff-store.ts';
import type { StaffSession, StaffSignIn } from '../../../../contracts/staff.ts';
import { instantOf, timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { BadgeWatch } from './badge-watch.ts';
import { countAttempt, lockedFor, MOST_FAILURES } from './lock-out.ts';
import { STAFF_IDLE, type StaffSessions } from './staff-sessions.ts';
import type { StaffSecrets } from './staff-secrets.ts';

export interface SignInParts {
  readonly records: Pick<KioskRecords, 'atOnce' | 'events'>;
  readonly people: Pick<StaffStore, 'find' | 'findByBadge' | 'findByNumber'>;
  readonly attempts: StaffAttemptStore;
  readonly secrets: Pick<StaffSecrets, 'badgeKey' | 'isPin' | 'numberKey'>;
  readonly sessions: StaffSessions;
  readonly badges: BadgeWatch;
  readonly clock: Clock;
}

/** Who says to stand there, and against what the attempt is counted. */
interface Claim {
  readonly person: StaffRecord | null;
  readonly claimKey: string;
}

/** Lets people in who prove who they are. A number that nobody has is refused as a wrong PIN is, and locked as one. */
export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @throws AppError `STAFF_REFUSED`, `STAFF_LOCKED`, `BADGE_NOT_SEEN`. */
  async signIn(who: StaffSignIn): Promise<StaffSession> {
    const { attempts, badges, people, records, secrets, sessions } = this.#parts;
    const { claimKey, person } = this.#claimOf(who);
    const failures = this.#count(who, claimKey, person);
    const isRight = await secrets.isPin(person?.pinHash ?? null, who.pin);
    // Whoever was removed or changed meanwhile is not who the PIN was compared with.
    const now = person === null ? null : people.find(person.staffId);
    if (!isRight || now === null || now.pinHash !== person?.pinHash) {
      this.#note('staff.refused', { by: who.by, staffId: person?.staffId ?? null });
      throw new AppError('STAFF_REFUSED', 'Number or badge and PIN do not belong together.', {
        remedy: 'reject-input',
        context: { attemptsLeft: MOST_FAILURES - failures },
      });
    }
    const { name, rights, staffId } = now;
    const actor = { staffId, name, rights: [...rights] };
    records.atOnce(() => {
      attempts.forget(claimKey);
      this.#note('staff.signed-in', { by: who.by, staffId });
    });
    badges.forget();
    return { token: sessions.begin(actor), idleSeconds: STAFF_IDLE / 1000, actor };
  }

  #claimOf(who: StaffSignIn): Claim {
    const { badges, people, secrets } = this.#parts;
    if (who.by === 'number') {
      return { person: people.findByNumber(who.number), claimKey: secrets.numberKey(who.number) };
    }
    const { badge } = badges;
    if (badge === null) {
      throw new AppError('BADGE_NOT_SEEN', 'No badge was read, or it waited too long.', {
        remedy: 'reject-input',
      });
    }
    const badgeKey = secrets.badgeKey(badge);
    const person = people.findByBadge(badgeKey);
    return { person, claimKey: person === null ? badgeKey : secrets.numberKey(person.number) };
  }

  /** @returns the attempts since the last right PIN, this one included. */
  #count({ by }: StaffSignIn, claimKey: string, person: StaffRecord | null): number {
    const { attempts, clock, records } = this.#parts;
    const now = clock.now();
    const before = attempts.find(claimKey);
    const locked = lockedFor(before, now);
    if (locked > 0) {
      this.#note('staff.refused', { by, staffId: person?.staffId ?? null, isLocked: true });
      throw new AppError(
        'STAFF_LOCKED',
        'There were too many wrong PINs: wait, or ask the owner.',
        {
          remedy: 'reject-input',
          context: { until: instantOf(now + locked) },
        },
      );
    }
    const after = countAttempt(before, now);
    records.atOnce(() => attempts.put(claimKey, after));
    return after.failures;
  }

  #note(kind: string, facts: Readonly<Record<string, unknown>>): void {
    const { clock, records } = this.#parts;
    records.events.add(kind, null, facts, timestamp(clock));
  }
}
