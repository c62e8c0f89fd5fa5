import type { StaffAttemptStore } from '../../../../../db/kiosk/staff-attempts.ts';
import type { StaffRecord, StaffStore } from '../../../../../db/kiosk/staff-store.ts';
import type { Actor, StaffMember, StaffRight } from '../../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import type { Randomness } from '../../../../foundation/randomness.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { ActHandlers, ActOf } from '../panel-part.ts';
import type { BadgeWatch } from './badge-watch.ts';
import { lockedFor } from './lock-out.ts';
import type { StaffSecrets } from './staff-secrets.ts';
import type { StaffSessions } from './staff-sessions.ts';

export interface PeopleParts {
  readonly records: Pick<KioskRecords, 'atOnce' | 'events'>;
  readonly people: StaffStore;
  readonly attempts: StaffAttemptStore;
  readonly secrets: StaffSecrets;
  readonly sessions: StaffSessions;
  readonly badges: BadgeWatch;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/**
 * Says who looks after the machine and what they may do. Nobody gives a right that they have not, nor makes the PIN or the badge
 * of somebody who may do more than they.
 *
 * Throws `STAFF_NUMBER_TAKEN`, `STAFF_BADGE_TAKEN`, `STAFF_UNKNOWN`, `STAFF_RIGHT_MISSING`, `STAFF_LAST_OF_PEOPLE`,
 * `BADGE_NOT_SEEN`.
 */
export class People {
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<'add-person' | 'change-person' | 'remove-person'> = {
    'add-person': (act, actor) => this.#add(act, actor),
    'change-person': (act, actor) => this.#change(act, actor),
    'remove-person': (act, actor) => this.#remove(act.staffId, actor),
  };

  list(): StaffMember[] {
    const { attempts, clock, people, secrets } = this.#parts;
    return people.list().map(({ badgeKey, name, number, rights, staffId }) => ({
      staffId,
      number,
      name,
      rights: [...rights],
      hasBadge: badgeKey !== null,
      isLocked: lockedFor(attempts.find(secrets.numberKey(number)), clock.now()) > 0,
    }));
  }

  async #add(act: ActOf<'add-person'>, actor: Actor): Promise<void> {
    const { badges, clock, people, randomness, records, secrets } = this.#parts;
    const rights = unique(act.rights);
    refuseToGive(actor, rights);
    const badgeKey = act.takesBadge ? this.#badgeKey(null) : null;
    const pinHash = await secrets.hashPin(act.pin);
    const staffId = `s_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
    const { name, number } = act;
    records.atOnce(() => {
      if (people.findByNumber(number) !== null) throw numberTaken();
      this.#refuseTaken(badgeKey, null);
      people.add({ staffId, number, name, rights, pinHash, badgeKey }, timestamp(clock));
      this.#note('staff.added', { staffId, rights, hasBadge: badgeKey !== null }, actor);
    });
    if (badgeKey !== null) badges.forget();
  }

  async #change(act: ActOf<'change-person'>, actor: Actor): Promise<void> {
    const { attempts, badges, people, records, secrets, sessions } = this.#parts;
    const { staffId } = act;
    const before = this.#get(staffId);
    const badgeKey = this.#badgeAfter(act, before);
    const pinHash = act.pin === undefined ? null : await secrets.hashPin(act.pin);
    records.atOnce(() => {
      // Somebody else may have changed them while the PIN was hashed.
      const person = this.#get(staffId);
      const rights = act.rights === undefined ? person.rights : unique(act.rights);
      const isSecretNew = act.pin !== undefined || act.takesBadge === true;
      const given = isSecretNew ? rights : rights.filter((one) => !person.rights.includes(one));
      refuseToGive(actor, given);
      if (!rights.includes('people')) this.#refuseLast(person);
      this.#refuseTaken(badgeKey, staffId);
      people.change({ ...person, rights, badgeKey, pinHash: pinHash ?? person.pinHash });
      // A PIN that was forgotten is why most are locked out.
      if (pinHash !== null) attempts.forget(secrets.numberKey(person.number));
      const facts = { staffId, rights, hasBadge: badgeKey !== null, isPinNew: pinHash !== null };
      this.#note('staff.changed', facts, actor);
    });
    if (act.takesBadge === true) badges.forget();
    sessions.endOf(staffId, 'changed');
  }

  #remove(staffId: string, actor: Actor): void {
    const { attempts, clock, people, records, secrets, sessions } = this.#parts;
    records.atOnce(() => {
      const person = this.#get(staffId);
      this.#refuseLast(person);
      people.remove(staffId, timestamp(clock));
      attempts.forget(secrets.numberKey(person.number));
      this.#note('staff.removed', { staffId }, actor);
    });
    sessions.endOf(staffId, 'removed');
  }

  #get(staffId: string): StaffRecord {
    const person = this.#parts.people.find(staffId);
    if (person !== null) return person;
    throw new AppError('STAFF_UNKNOWN', 'There is no such person.', { remedy: 'reject-input' });
  }

  #badgeAfter({ takesBadge }: ActOf<'change-person'>, before: StaffRecord): string | null {
    if (takesBadge === undefined) return before.badgeKey;
    return takesBadge ? this.#badgeKey(before.staffId) : null;
  }

  #badgeKey(owner: string | null): string {
    const { badges, secrets } = this.#parts;
    const { badge } = badges;
    if (badge === null) {
      throw new AppError('BADGE_NOT_SEEN', 'No badge was read, or it waited too long.', {
        remedy: 'reject-input',
      });
    }
    const key = secrets.badgeKey(badge);
    this.#refuseTaken(key, owner);
    return key;
  }

  #refuseTaken(badgeKey: string | null, owner: string | null): void {
    const holder = badgeKey === null ? null : this.#parts.people.findByBadge(badgeKey);
    if (holder === null || holder.staffId === owner) return;
    throw new AppError('STAFF_BADGE_TAKEN', 'That badge is somebody else’s.', {
      remedy: 'reject-input',
    });
  }

  /** Somebody must be left who can say who looks after the machine. */
  #refuseLast({ rights, staffId }: StaffRecord): void {
    if (!rights.includes('people')) return;
    const others = this.#parts.people
      .list()
      .filter((person) => person.staffId !== staffId && person.rights.includes('people'));
    if (others.length > 0) return;
    throw new AppError('STAFF_LAST_OF_PEOPLE', 'Nobody else could say who looks after it.', {
      remedy: 'reject-input',
    });
  }

  #note(kind: string, facts: Readonly<Record<string, unknown>>, actor: Actor): void {
    const { clock, records } = this.#parts;
    records.events.add(kind, null, { ...facts, by: actor.staffId }, timestamp(clock));
  }
}

function refuseToGive(actor: Actor, rights: readonly StaffRight[]): void {
  if (rights.every((right) => actor.rights.includes(right))) return;
  throw new AppError('STAFF_RIGHT_MISSING', 'Nobody can give more than they may do themselves.', {
    remedy: 'reject-input',
  });
}

function unique(rights: readonly StaffRight[]): StaffRight[] {
  return [...new Set(rights)];
}

function numberTaken(): AppError {
  return new AppError('STAFF_NUMBER_TAKEN', 'Somebody else has that number.', {
    remedy: 'reject-input',
  });
}
