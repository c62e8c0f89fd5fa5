import type { DeliveryGate } from '../delivery-gate/contract.ts';
import type { Attendant } from '../disc-robot/attendant.ts';
import type { DiscRobot } from '../disc-robot/contract.ts';
import type { DocumentPrinter } from '../document-printer/contract.ts';
import type { IdReader } from '../id-reader/contract.ts';
import type { OpticalDrive } from '../optical-drive/contract.ts';
import type { PanelSignals } from '../panel-signals/contract.ts';
import type { Money, PaymentTerminal } from '../payment-terminal/contract.ts';

/** All devices of one kiosk. `drives[0]` stands at `tray:1`. */
export interface Machine {
  readonly drives: readonly OpticalDrive[];
  readonly robot: DiscRobot;
  readonly gate: DeliveryGate;
  /** All readers of the machine as one. */
  readonly reader: IdReader;
  readonly printer: DocumentPrinter;
  /** What prints on discs, reached through the place `printer`; null where there is none. */
  readonly labelPrinter: DocumentPrinter | null;
  readonly payment: PaymentTerminal;
  /** What every disc costs; null where the machine takes no money. */
  readonly price: Money | null;
  /** Null where the cabinet has none. */
  readonly signals: PanelSignals | null;
  /** Whom the machine asks to move discs; null where a robot does. */
  readonly attendant: Attendant | null;
  /** Every device that was configured, for whoever looks after the machine. */
  readonly devices: readonly NamedDevice[];
  /** The hands that a simulated machine lends its user; null where the devices are real. */
  readonly hands: SimulatedHands | null;
  close(): Promise<void>;
}

/** A device as the settings name it. */
export type NamedDevice = {
  /** `drive1`, `robot`, `gate`, `reader2`, `printer`: unlike any other's of the machine. */
  readonly name: string;
  /** The driver: `cdrskin`, `nimbie`. */
  readonly driver: string;
  /** Where it is: `/dev/sr0`, `ipp://…`, `simulated`. */
  readonly address: string;
  /** Whether an order cannot be made without it. */
  readonly isNeeded: boolean;
} & (
  | { readonly kind: 'drive'; readonly device: OpticalDrive }
  | { readonly kind: 'robot'; readonly device: DiscRobot }
  | { readonly kind: 'gate'; readonly device: DeliveryGate }
  | { readonly kind: 'reader'; readonly device: IdReader }
  | { readonly kind: 'printer' | 'labelPrinter'; readonly device: DocumentPrinter }
  | { readonly kind: 'payment'; readonly device: PaymentTerminal }
  | { readonly kind: 'signals'; readonly device: PanelSignals }
);

/** What a person does to a machine, for a machine that has no body. */
export interface SimulatedHands {
  /** Holds a card before the reader. */
  scanCard(value: string): void;
  /** Takes the disc that the open gate gives access to. False if no gate is open or nothing lies there. */
  takeDisc(): boolean;
  /** Puts blank discs into the input bin. */
  loadBlanks(count: number): void;
  /** Puts sheets into the jacket printer. */
  loadPaper(sheets: number): void;
  /** Names of the faults that can be asked for. */
  readonly faults: readonly string[];
  /** Makes a named fault happen; the names are in the README of each device's folder. */
  inject(fault: string): void;
  /** Every disc that was taken out of the machine, oldest first: where its content lies as an image. */
  takenDiscs(): readonly { readonly imagePath: string; readonly slot: number }[];
}
