import { isAbsent } from '../../../../../drivers/contract/device.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import { timestamp } from '../../../../foundation/clock.ts';
import { changeTestDisc } from './test-disc.ts';
import { releaseSlot, type TestDispenseParts } from './test-dispense.ts';

export interface AfterRestartParts extends TestDispenseParts {
  readonly machine: Pick<Machine, 'drives' | 'robot'>;
}

/**
 * What a start does about tests that the one before was in the middle of, once its recovery has emptied drives and gripper: they
 * have failed, their acts were interrupted, their discs are in the reject bin or nobody knows where, their slots are free again
 * where the sensors say so.
 */
export function endInterruptedTests(parts: AfterRestartParts): void {
  const { acts, clock, records } = parts;
  const at = timestamp(clock);
  records.atOnce(() => {
    forgetDiscs(parts, at);
    for (const { actId } of records.acts.listOpenOfTests()) {
      records.acts.end(actId, 'interrupted', { foundAtBoot: acts.bootId }, at);
    }
    for (const { number, slot } of records.tests.listOpen()) {
      records.tests.end(number, 'failed', 'interrupted', at);
      if (slot !== null) releaseSlot(parts, slot);
    }
  });
}

/** A disc that was to be picked and lies nowhere never left the input bin; one that was picked and lies nowhere is lost. */
function forgetDiscs({ machine, records }: AfterRestartParts, at: string): void {
  const intents = records.acts.listOpenOfTests().map(({ intent }) => intent);
  for (const { discId, place, state } of records.tests.listDiscsUnderWay()) {
    if (place === 'input') {
      const to = intents.find((intent) => intent['discId'] === discId)?.['to'];
      if (typeof to === 'string' && isEmpty(machine, to) && isEmpty(machine, 'gripper')) {
        records.tests.forgetDisc(discId);
      }
    } else if (state.at !== 'unknown' && isEmpty(machine, place)) {
      changeTestDisc(records, discId, { is: 'lost' }, at);
    }
  }
}

/** By the word of a device that is there; one that is missing still has it. */
function isEmpty({ drives, robot }: AfterRestartParts['machine'], place: string): boolean {
  if (place === 'gripper')
    return !isAbsent(robot.status.health) && robot.status.gripper === 'empty';
  const drive = drives[Number(/^tray:(\d+)$/.exec(place)?.[1] ?? 0) - 1];
  return drive !== undefined && !isAbsent(drive.status.health) && drive.status.medium === 'none';
}
