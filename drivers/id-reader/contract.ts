import type { Device, DeviceStatus } from '../contract/device.ts';

export interface IdReaderCapabilities {
  readonly model: string;
  readonly accepts: readonly ('barcode' | 'qr' | 'nfc' | 'magstripe')[];
}

/** One thing read. The value is a secret of its holder: it is never logged. */
export interface Reading {
  readonly kind: 'barcode' | 'qr' | 'nfc' | 'magstripe';
  readonly value: string;
}

/** Reads cards and codes. It never decides who somebody is. */
export interface IdReader extends Device<IdReaderCapabilities, DeviceStatus> {
  /** While anybody listens the reader's light is on; a reading nobody waits for is dropped. */
  onReading(listener: (reading: Reading) => void): () => void;
}
