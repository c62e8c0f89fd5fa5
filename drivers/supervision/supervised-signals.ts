import type { CommandOptions } from '../contract/device.ts';
import type {
  LampState,
  PanelSignals,
  PanelSignalsCapabilities,
  PanelSignalsStatus,
} from '../panel-signals/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** Panel signals that may be absent: what they would say is unknown then. */
export class SupervisedSignals
  extends SupervisedDevice<PanelSignalsCapabilities, PanelSignalsStatus, PanelSignals>
  implements PanelSignals
{
  /** @param wired what the settings say of it. */
  constructor(
    supervision: Supervision<PanelSignals>,
    wired: Omit<PanelSignalsCapabilities, 'model'>,
  ) {
    const unknown = {
      door: wired.hasDoor ? 'unknown' : 'notSupported',
      tamper: wired.hasTamper ? 'unknown' : 'notSupported',
      power: wired.hasPower ? 'unknown' : 'notSupported',
      celsius: null,
      lamps: Array.from({ length: wired.lamps }, () => 'off' as const),
    } as const;
    super(supervision, {
      capabilities: { model: 'not found yet', ...wired },
      status: { health: 'starting', reason: 'The panel signals are looked for.', ...unknown },
      forget: () => unknown,
    });
  }

  setLamp(slot: number, state: LampState, options?: CommandOptions) {
    return this.command((signals) => signals.setLamp(slot, state, options));
  }

  readState(options?: CommandOptions) {
    return this.command((signals) => signals.readState(options));
  }
}
