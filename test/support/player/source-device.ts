import type { LicenceStatus } from '../../../app/contracts/licence.ts';
import type { ByteSource } from '../../../app/foundation/byte-source.ts';
import type { ComplementHead } from '../../../app/split/types.ts';
import type { AppError } from '../../../app/foundation/errors.ts';
import type { PlayerState, SynthesisDevice } from '../../../app/player/ports.ts';

/** A synthesis device whose film is all there: the master itself. */
export interface SourceDevice extends SynthesisDevice {
  /** How many bytes it gave that nobody has zero-filled yet. */
  heldBytes(): number;
  /** The reads made so far. */
  readonly reads: readonly { readonly position: number; readonly length: number }[];
  /** From now on every read waits, until the returned function is called. */
  hold(): () => void;
  /** From now on every read fails so. */
  end(error: AppError): void;
}

export const aLicence: LicenceStatus = {
  orderId: '0123456789ABCDEFGHJK',
  code: '0123-4567',
  titleId: 'feature',
  titleName: 'The Feature',
  state: 'active',
  terms: {
    showings: 10,
    notBefore: null,
    notAfter: null,
    hoursAfterFirstShowing: null,
    devices: 5,
    players: { limit: 2, intervalSeconds: 60, graceSeconds: 60 },
  },
  showingsUsed: 1,
  showingsLeft: 9,
  firstShowingAt: '2026-11-21T12:00:00.000Z',
  endsAt: null,
  changedAt: '2026-11-21T12:00:00.000Z',
};

export function sourceDevice(
  master: ByteSource,
  mainStream: ByteSource = master,
  blocks: Partial<ComplementHead> = {},
): SourceDevice {
  const given: Uint8Array[] = [];
  const reads: { position: number; length: number }[] = [];
  const listeners = new Set<(state: PlayerState) => void>();
  let state: PlayerState = { at: 'ready' };
  let failure: AppError | null = null;
  let open = Promise.resolve();
  const become = (next: PlayerState) => {
    state = next;
    for (const listener of listeners) listener(next);
  };
  return {
    size: master.size,
    head: blocks as ComplementHead,
    async read(position, length, signal) {
      signal.throwIfAborted();
      reads.push({ position, length });
      await orAborted(open, signal);
      if (failure !== null) throw failure;
      const bytes = new Uint8Array(Math.max(0, Math.min(length, master.size - position)));
      master.read(position, bytes);
      given.push(bytes);
      return bytes;
    },
    mainStream,
    licence: () => aLicence,
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      become({ at: 'closed' });
      return Promise.resolve();
    },
    heldBytes: () =>
      given
        .filter((bytes) => bytes.some((byte) => byte !== 0))
        .reduce((sum, bytes) => sum + bytes.length, 0),
    reads,
    hold() {
      let release = () => {};
      open = new Promise((resolve) => {
        release = resolve;
      });
      become({ at: 'waiting', since: 0 });
      return () => {
        become({ at: 'playing', aheadSeconds: 20 });
        release();
      };
    },
    end(error) {
      failure = error;
      become({ at: 'ended', code: error.code, message: error.message, date: null });
    },
  };
}

function orAborted(opened: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    opened.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
