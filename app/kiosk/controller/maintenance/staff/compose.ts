import { join } from 'node:path';
import { StaffAttemptStore } from '../../../../../db/kiosk/staff-attempts.ts';
import { StaffStore } from '../../../../../db/kiosk/staff-store.ts';
import { type Actor, type StaffMember, staffRights } from '../../../../contracts/staff.ts';
import type { StaffSession, StaffSignIn } from '../../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import type { Randomness } from '../../../../foundation/randomness.ts';
import type { CabinetWatch } from '../../machine/cabinet-watch.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import { BadgeWatch } from './badge-watch.ts';
import { type DemonstrationPerson, keepDemonstration } from './demonstration.ts';
import { People } from './people.ts';
import { SignIn } from './sign-in.ts';
import { readStaffKey, staffKeyFile, StaffSecrets } from './staff-secrets.ts';
import { type SessionEnd, StaffSessions } from './staff-sessions.ts';

/** Whoever may read the machine's own files. */
export const owner: Actor = { staffId: null, name: 'owner', rights: [...staffRights] };

export interface StaffRoomParts {
  readonly records: Pick<KioskRecords, 'atOnce' | 'db' | 'events'>;
  readonly dataFolder: string;
  /** Whether that is the machine's own token. */
  readonly isOwner: (token: string) => boolean;
  /** Whether somebody has identified at a screen of the customers. */
  readonly isCustomerThere: () => boolean;
  readonly cabinet: Pick<CabinetWatch, 'facts' | 'onChange'>;
  /** Told where a record could not be written. */
  readonly noteFailure: (error: unknown) => void;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Those who look after the machine, and who of them is signed in. */
export interface StaffRoom {
  readonly handlers: People['handlers'];
  actorOf(token: string, isTouch: boolean): Actor | null;
  /** @throws AppError `STAFF_REFUSED`, `STAFF_LOCKED`, `BADGE_NOT_SEEN`. */
  signIn(who: StaffSignIn): Promise<StaffSession>;
  signOut(token: string): void;
  people(): StaffMember[];
  /** The reader read something: a badge, for all it knows. */
  holdBadge(value: string): void;
  /** Gives a machine of simulated devices its person, and takes it from any other. */
  keepDemonstration(person: DemonstrationPerson | null, isSimulated: boolean): Promise<void>;
  close(): void;
}

/** @throws AppError `STAFF_KEY_UNUSABLE` */
export function composeStaff(parts: StaffRoomParts): StaffRoom {
  const { cabinet, clock, dataFolder, isOwner, randomness, records } = parts;
  const secrets = new StaffSecrets(
    readStaffKey(join(dataFolder, staffKeyFile), randomness),
    randomness,
  );
  /** A session is over whether or not that can be recorded: it may end by a timer, or in the middle of a device's word. */
  const noteEnd = (staffId: string, why: SessionEnd) => {
    try {
      if (!records.db.open) return;
      records.events.add('staff.signed-out', null, { staffId, why }, timestamp(clock));
    } catch (error) {
      parts.noteFailure(error);
    }
  };
  const sessions = new StaffSessions(clock, randomness, noteEnd);
  const badges = new BadgeWatch(clock, parts.isCustomerThere);
  const people = new StaffStore(records.db);
  const attempts = new StaffAttemptStore(records.db);
  const shared = { records, people, attempts, secrets, sessions, badges, clock, randomness };
  const list = new People(shared);
  const door = new SignIn(shared);
  // Whoever forces the cabinet finds nobody signed in. Its door alone tells nothing: those who are signed in open it.
  const stopWatching = cabinet.onChange(() => {
    if (cabinet.facts.isTamperedWith) sessions.endAll('alarm');
  });
  return {
    handlers: list.handlers,
    actorOf: (token, isTouch) => (isOwner(token) ? owner : sessions.actorOf(token, isTouch)),
    signIn: (who) => door.signIn(who),
    signOut: (token) => sessions.end(token),
    people: () => list.list(),
    holdBadge: (value) => badges.hold(value),
    keepDemonstration: (person, isSimulated) =>
      keepDemonstration(
        { people, records, secrets, clock },
        isSimulated ? person : null,
        isSimulated,
      ),
    close: () => {
      stopWatching();
      badges.forget();
      sessions.close();
    },
  };
}
