import { pause, timestamp } from '../../../foundation/clock.ts';
import { seconds } from '../../../foundation/units.ts';
import { decideAtBoot, nothingKnown, type BootEvidence } from '../../../orders/boot-table.ts';
import { changeDisc, changeSlot } from '../records/kiosk-records.ts';
import { conclude } from './conclusion.ts';
import { askSlot } from './look-around.ts';
import type { RecoveryParts } from './recovery-parts.ts';
import { noteDecision } from './under-way.ts';

const LOOK_EVERY = seconds(1);

type Exit = Pick<BootEvidence, 'item' | 'shutter'>;

/**
 * An order that the power cut off while its disc was presented. Nothing is opened: a slot is presented once for each
 * identification, and the one that opened this is used up.
 */
export async function reconcileHandOver(parts: RecoveryParts, orderId: string): Promise<void> {
  const { clock, desk, records } = parts;
  const { state } = desk.get(orderId);
  if (state.at !== 'presenting') return;
  const { discId, slot } = state;
  const wasOpen = state.takeBefore !== null;
  const act = { act: 'present', wasOpen, takenStored: false } as const;
  const seen = await askSlot(parts, slot);
  const decision = decideAtBoot(act, { ...nothingKnown, ...seen });
  const last = decision.remedy === 'waitThenRetain' ? await waitForTaking(parts, slot, seen) : seen;
  conclude(parts, orderId, decision.row, () => {
    const at = timestamp(clock);
    noteDecision(parts, orderId, act, decision, { ...seen, item: last.item });
    switch (decision.remedy) {
      case 'notPresented':
        putBack(parts, discId, at);
        desk.happen(orderId, { is: 'gateStayedClosed' });
        return;
      case 'waitThenRetain':
        // It was seen there and then gone, as in any presentation: the sensor's word.
        if (last.item === 'absent' && last.shutter === 'closed') {
          present(parts, discId, at);
          changeDisc(records, discId, { is: 'taken' }, at);
          changeSlot(records, slot, { is: 'freed', orderId }, at);
          desk.happen(orderId, { is: 'taken' });
        } else if (last.item === 'present' && last.shutter === 'closed') {
          putBack(parts, discId, at);
          desk.happen(orderId, { is: 'leftAtExit' });
        } else {
          desk.happen(orderId, { is: 'outcomeUnknown' });
        }
        return;
      default:
        desk.happen(orderId, { is: 'outcomeUnknown' });
    }
  });
}

/** Whoever stands before an open slot may still take what was given to them; a closed one gives nothing. */
async function waitForTaking(parts: RecoveryParts, slot: number, first: Exit): Promise<Exit> {
  const { acts, clock, takeWithin } = parts;
  const until = clock.monotonic() + takeWithin;
  let seen = first;
  while (seen.shutter === 'open' && clock.monotonic() < until) {
    await pause(clock, LOOK_EVERY, acts.signal);
    seen = await askSlot(parts, slot);
  }
  return seen;
}

function putBack({ records }: RecoveryParts, discId: string, at: string): void {
  if (records.discs.get(discId).state.at !== 'atExit') return;
  changeDisc(records, discId, { is: 'putBack' }, at);
}

function present({ records }: RecoveryParts, discId: string, at: string): void {
  if (records.discs.get(discId).state.at !== 'staged') return;
  changeDisc(records, discId, { is: 'presented' }, at);
}
