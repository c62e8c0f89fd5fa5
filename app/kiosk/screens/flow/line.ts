import type { MachineView } from '../../../contracts/kiosk-view.ts';

/** Whether the bank cannot be asked who stands here: a finished disc is then collected with its codes. */
export function isLineDown({ ordersClosed }: Pick<MachineView, 'ordersClosed'>): boolean {
  return ordersClosed.includes('bank-unreachable');
}
