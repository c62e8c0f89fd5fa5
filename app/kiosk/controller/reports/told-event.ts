import type { EventRecord } from '../../../../db/kiosk/event-log.ts';
import type { PanelEvent } from '../../../contracts/panel-reports.ts';

/** What the owner, who is no person, is called in the books. */
const owner = { staffId: null, name: 'owner' } as const;

/** Acts of which an empty `by` says that the owner did them; elsewhere it says that nobody did. */
const byHand = /^maintenance\.(?!mode$)|^staff\.(?:added|changed|removed)$/;

/**
 * An event as it is told: the log has identifiers alone, so that what a person is called can be found out here, of who has gone as
 * well. `facts.person` is who a `staff.…` event is about.
 *
 * @param nameOf null where there never was such a person: the identifier is told then.
 */
export function toldEvent(
  event: EventRecord,
  nameOf: (staffId: string) => string | null,
): PanelEvent {
  const { by, staffId } = event.facts;
  const person = typeof staffId === 'string' ? { person: nameOf(staffId) ?? staffId } : {};
  return { ...event, by: doer(event.kind, by, nameOf), facts: { ...event.facts, ...person } };
}

function doer(
  kind: string,
  by: unknown,
  nameOf: (staffId: string) => string | null,
): PanelEvent['by'] {
  if (by === owner.name || (by === null && byHand.test(kind))) return owner;
  if (typeof by !== 'string' || !by.startsWith('s_')) return null;
  return { staffId: by, name: nameOf(by) ?? by };
}
