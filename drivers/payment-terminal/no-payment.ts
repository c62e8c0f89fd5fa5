import { deviceSequence } from '../contract/device-errors.ts';
import type { PaymentTerminal, PaymentTerminalStatus } from './contract.ts';

const STATUS: PaymentTerminalStatus = { health: 'online', reason: '', prompt: '' };

/** For a machine that gives its discs away, or whose orders were paid elsewhere: nothing can be asked of it. */
export function openNoPayment(): PaymentTerminal {
  const refuse = () => Promise.reject(deviceSequence('This machine takes no payment.'));
  return {
    capabilities: { model: 'No payment', currency: 'EUR', holds: false },
    status: STATUS,
    onStatus: () => () => {},
    readStatus: () => Promise.resolve(STATUS),
    authorise: refuse,
    capture: refuse,
    release: refuse,
    enquire: () => Promise.resolve({ is: 'none' }),
    close: () => Promise.resolve(),
  };
}
