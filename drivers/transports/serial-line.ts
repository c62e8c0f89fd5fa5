/** A serial line: bytes in, bytes out. */
export interface SerialLine {
  /** Resolves when the bytes have left. Rejects with `DEVICE_OFFLINE` where the line is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** @returns a function that ends the subscription. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** Called once when the line goes without `close`: the cable, the adapter. */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface SerialSettings {
  readonly baudRate: 9600 | 19200 | 38400 | 115200;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /** How DTR stands while the port is open; as the system has it where it is left out. Pseudo-terminals have none. */
  readonly dtr?: boolean;
}
