/** What a board says of one slot. */
export interface LockReading {
  /** The hook holds the bolt: the door is shut. */
  readonly isLocked: boolean;
  /** Something lies there; null where no sensor says. */
  readonly hasItem: boolean | null;
}

/** A board with a lock for each slot. It answers one question at a time; `LockedGate` sees to that. */
export interface LockBoard {
  readonly model: string;
  readonly hasItemSensors: boolean;
  /**
   * Asks for every slot: `[0]` is slot 1.
   *
   * @throws AppError `DEVICE_OFFLINE` where nobody answers, at once where the line is lost; `DEVICE_PROTOCOL`
   */
  readState(): Promise<readonly LockReading[]>;
  /** Releases the bolt of a slot (from 1). What became of it only `readState` says. */
  unlock(slot: number): Promise<void>;
  /** Called once when the line goes without `close`. */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}
