import type { StickCounter } from '../../contracts/stick-api.ts';

/** A counter in hardware that only grows. What it throws is `STICK_COUNTER`. */
export interface ShowingCounter {
  read(signal: AbortSignal): Promise<number>;
  /** Adds one. */
  increment(signal: AbortSignal): Promise<void>;
  /** Signs what the counter says now, together with `nonce` (32 bytes). */
  attest(nonce: Uint8Array, signal: AbortSignal): Promise<CounterAttestation>;
}

export interface CounterAttestation {
  /** TPMS_ATTEST (TPM 2.0 Part 2, §10.12.12). */
  readonly attest: Uint8Array;
  /** ECDSA P-256 over its SHA-256, DER. */
  readonly signature: Uint8Array;
}

/** Finds the counter that a stick was written for. */
export type FindCounter = (counter: StickCounter) => ShowingCounter;
