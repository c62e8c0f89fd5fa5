import type { Milliseconds } from '../../app/foundation/units.ts';
import type { CommandOptions } from '../contract/device.ts';
import type {
  DeliveryGate,
  DeliveryGateCapabilities,
  DeliveryGateStatus,
} from '../delivery-gate/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

const unknownSlot = { shutter: 'unknown', item: 'unknown' } as const;

/** A gate that may be absent; its bolts stay as they are meanwhile. */
export class SupervisedGate
  extends SupervisedDevice<DeliveryGateCapabilities, DeliveryGateStatus, DeliveryGate>
  implements DeliveryGate
{
  constructor(supervision: Supervision<DeliveryGate>, slots: number) {
    super(supervision, {
      capabilities: { model: 'not found yet', slots, itemSensors: false },
      status: {
        health: 'starting',
        reason: 'The gate is looked for.',
        slots: Array.from({ length: slots }, () => unknownSlot),
      },
      forget: (last) => ({ slots: last.slots.map(() => unknownSlot) }),
    });
  }

  present(slot: number, takeWithin: Milliseconds, onOpen: () => void, options?: CommandOptions) {
    return this.command((gate) => gate.present(slot, takeWithin, onOpen, options));
  }

  exercise(slot: number, onOpen: () => void, options?: CommandOptions) {
    return this.command((gate) => gate.exercise(slot, onOpen, options));
  }

  readState(options?: CommandOptions) {
    return this.command((gate) => gate.readState(options));
  }
}
