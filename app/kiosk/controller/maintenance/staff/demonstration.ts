import type { StaffStore } from '../../../../../db/kiosk/staff-store.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import { demonstrationStaffId as staffId, staffRights } from '../../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { StaffSecrets } from './staff-secrets.ts';

/** Somebody who is nobody, and whose PIN everybody knows: for machines whose devices are simulated, and for no other. */
export interface DemonstrationPerson {
  readonly number: string;
  readonly pin: string;
}

interface DemonstrationParts {
  readonly people: StaffStore;
  readonly records: Pick<KioskRecords, 'atOnce' | 'events'>;
  readonly secrets: Pick<StaffSecrets, 'hashPin'>;
  readonly clock: Clock;
}

/** Adds that person where one is given, unless somebody has the number; takes it away where devices are real. */
export async function keepDemonstration(
  { clock, people, records, secrets }: DemonstrationParts,
  person: DemonstrationPerson | null,
  isSimulated: boolean,
): Promise<void> {
  const at = timestamp(clock);
  const note = (kind: string) => records.events.add(kind, null, { staffId, by: null }, at);
  const isThere = people.find(staffId) !== null;
  if (isThere && !isSimulated) {
    records.atOnce(() => {
      people.remove(staffId, at);
      note('staff.removed');
    });
  }
  if (isThere || person === null || people.findByNumber(person.number) !== null) return;
  const { number } = person;
  const pinHash = await secrets.hashPin(person.pin);
  const rights = [...staffRights];
  records.atOnce(() => {
    people.add({ staffId, number, name: 'Demonstration', rights, pinHash, badgeKey: null }, at);
    note('staff.added');
  });
}

/** Whether no device of the machine is a real one. */
export function isWhollySimulated({ devices, hands }: Machine): boolean {
  return hands !== null && devices.every(({ address }) => address === 'simulated');
}
