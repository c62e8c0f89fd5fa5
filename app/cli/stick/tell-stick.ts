import { orderCode } from '../../foundation/order-code.ts';
import type { SeenMedium, SeenStick } from '../../player/stick/look-at-stick.ts';

function day(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function tellStick({ endsAt, licence, showingsUsed, stickId, trouble }: SeenStick): string {
  if (licence === null) return `${stickId}: not to be believed [${trouble ?? 'STICK_DAMAGED'}]`;
  const name = `${licence.titleName} (disc ${orderCode(licence.orderId)})`;
  if (trouble === 'STICK_NOT_YOURS') return `${name}: written for another device`;
  if (showingsUsed === null) return `${name}: cannot be played here [${trouble ?? ''}]`;
  const left = Math.max(0, licence.showings - showingsUsed);
  const until = endsAt === null ? '' : `, until ${day(endsAt)}`;
  const by = licence.counter === null ? '' : ', counted by the TPM';
  return `${name}: ${left} of ${licence.showings} showings left${until}${by}`;
}

/** What is on a medium, in plain words. */
export function tellMedium({ request, sticks }: SeenMedium): string {
  const lines = sticks.map(tellStick);
  if (sticks.length === 0) lines.push('No film is on this stick.');
  if (request !== null) {
    lines.push(
      'A player has asked for a film on it: have it written at the kiosk, or with `diptych stick write`.',
    );
  }
  return `${lines.join('\n')}\n`;
}
