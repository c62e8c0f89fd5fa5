/** A HID device that only reports: what arrives is one input report, whole. */
export interface HidSource {
  /** @returns a function that ends the subscription. */
  onReport(listener: (report: Uint8Array) => void): () => void;
  /** Called once when the device goes without `close`. */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}

/** A HID device inside this process. */
export interface HidPair {
  readonly source: HidSource;
  /** Sends a report; it arrives in a later microtask, or is lost where nobody is connected. */
  report(bytes: Uint8Array): Promise<void>;
  /** Pulls the cable out. */
  readonly unplug: () => void;
}

export function hidPair(): HidPair {
  let isConnected = true;
  const reports = new Set<(report: Uint8Array) => void>();
  const lost = new Set<() => void>();
  return {
    source: {
      onReport(listener) {
        reports.add(listener);
        return () => reports.delete(listener);
      },
      onLost(listener) {
        lost.add(listener);
        return () => lost.delete(listener);
      },
      close() {
        isConnected = false;
        reports.clear();
        lost.clear();
        return Promise.resolve();
      },
    },
    async report(bytes) {
      const copy = Uint8Array.from(bytes);
      await Promise.resolve();
      if (isConnected) for (const listener of reports) listener(copy);
    },
    unplug() {
      if (!isConnected) return;
      isConnected = false;
      for (const listener of lost) listener();
    },
  };
}
