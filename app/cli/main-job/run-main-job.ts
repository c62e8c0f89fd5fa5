import { randomUUID } from 'node:crypto';
import type { KioskView, OrderView } from '../../contracts/kiosk-view.ts';
import { AppError } from '../../foundation/errors.ts';
import type { ScreenClient } from '../terminal/screen-client.ts';

/** What a customer does, from choice to *taken*, told step by step. */
export interface MainJobOptions {
  readonly screen: ScreenClient;
  readonly titleId: string;
  readonly member: string;
  readonly pin: string;
  /** The customer's hand at the open gate. */
  readonly takeDisc: () => void;
  readonly onStep: (sentence: string) => void;
  readonly onProgress: (step: string, done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * One order: identify, order, wait, identify again, take.
 *
 * @returns the order's identifier.
 * @throws AppError `MAIN_JOB_FAILED` if the order ends in any other way; and whatever the controller refuses with.
 */
export async function runMainJob(options: MainJobOptions): Promise<string> {
  const { screen, signal, onStep } = options;
  const identity = { member: options.member, pin: options.pin };
  await screen.until(({ machine }) => machine.mode !== 'starting', signal);

  await screen.request('identifyMember', identity);
  onStep(`Member ${options.member} identified.`);
  const { orderId } = await screen.request('placeOrder', {
    titleId: options.titleId,
    requestKey: randomUUID(),
    language: 'en',
  });

  const told = new Set<string>();
  const ready = await waitForOrder(options, orderId, ['ready'], (order) => {
    for (const step of order.steps) {
      const key = `${order.attempt}/${step.step}/${step.state}`;
      if (step.state === 'active' && step.total !== undefined) {
        options.onProgress(step.step, step.done ?? 0, step.total);
      }
      if (step.state !== 'done' || told.has(key)) continue;
      told.add(key);
      onStep(stepSentences[step.step]);
    }
  });
  onStep(`Ready in slot ${ready.slot ?? '?'}: code ${ready.code}.`);

  await screen.request('identifyMember', identity);
  onStep(`Member ${options.member} identified again.`);
  await screen.request('collectOrder', { orderId });
  await waitForOrder(options, orderId, ['presenting', 'fulfilled'], () => {});
  await screen.until((view) => isOpen(view, orderId), signal);
  onStep('The gate is open.');
  options.takeDisc();
  await waitForOrder(options, orderId, ['fulfilled'], () => {});
  onStep('Taken.');
  await screen.request('endSession', {});
  return orderId;
}

const stepSentences = {
  prepared: 'Prepared: the main stream is here and its hash is right.',
  burning: 'Burned and closed.',
  checking: 'Checked: every sector read back.',
  jacket: 'Jacket printed.',
  slot: 'In its slot.',
} as const;

const endings: ReadonlySet<OrderView['state']> = new Set([
  'failed',
  'cancelled',
  'expired',
  'released',
  'suspect',
  'notTaken',
]);

async function waitForOrder(
  options: MainJobOptions,
  orderId: string,
  wanted: readonly OrderView['state'][],
  watch: (order: OrderView) => void,
): Promise<OrderView> {
  let found: OrderView | undefined;
  await options.screen.until((view) => {
    found = orderOf(view, orderId);
    if (found === undefined) return false;
    watch(found);
    return wanted.includes(found.state) || endings.has(found.state);
  }, options.signal);
  if (found === undefined || !wanted.includes(found.state)) {
    throw new AppError(
      'MAIN_JOB_FAILED',
      `The order ended ${found?.state ?? 'nowhere'}${found?.failure ? ` (${found.failure})` : ''}.`,
      { remedy: 'call-attendant', context: { orderId } },
    );
  }
  return found;
}

function isOpen(view: KioskView, orderId: string): boolean {
  const order = orderOf(view, orderId);
  return order?.state === 'fulfilled' || Boolean(order?.takeBefore);
}

function orderOf(view: KioskView, orderId: string): OrderView | undefined {
  return view.session.orders.find((order) => order.orderId === orderId);
}
