import type { TestDiscRecord } from '../../../../db/kiosk/machine-test-store.ts';
import type { DiscState } from '../../../orders/disc-machine.ts';
import type { KioskRecords } from './kiosk-records.ts';

/**
 * The disc of a test that a start finds at `place`: by its record, or by what its test was about to do with it when it was cut
 * off. Null where no test knows of one.
 */
export function testDiscAt(
  { acts, tests }: Pick<KioskRecords, 'acts' | 'tests'>,
  place: string,
): TestDiscRecord<DiscState> | null {
  const discs = tests.listDiscsUnderWay();
  const there = discs.find((disc) => disc.place === place);
  if (there !== undefined) return there;
  const moved = acts.listOpenOfTests().find(({ intent }) => {
    const isMove = typeof intent['to'] === 'string';
    return isMove && (intent['to'] === place || place === 'gripper');
  });
  return discs.find(({ discId }) => discId === moved?.intent['discId']) ?? null;
}
