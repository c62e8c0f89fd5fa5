import type { DeliveryGate } from '../delivery-gate/contract.ts';
import type { DiscRobot } from '../disc-robot/contract.ts';
import type { DocumentPrinter } from '../document-printer/contract.ts';
import type { IdReader } from '../id-reader/contract.ts';
import type { OpticalDrive } from '../optical-drive/contract.ts';

/** All devices of one kiosk. `drives[0]` stands at `tray:1`. */
export interface Machine {
  readonly drives: readonly OpticalDrive[];
  readonly robot: DiscRobot;
  readonly gate: DeliveryGate;
  readonly reader: IdReader;
  readonly printer: DocumentPrinter;
  /** The hands that a simulated machine lends its user; null where the devices are real. */
  readonly hands: SimulatedHands | null;
  close(): Promise<void>;
}

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
  /** Makes a named fault happen; the names are in the README of each device's folder. */
  inject(fault: string): void;
  /** Every disc that was taken out of the machine, oldest first: where its content lies as an image. */
  takenDiscs(): readonly { readonly imagePath: string; readonly slot: number }[];
}
