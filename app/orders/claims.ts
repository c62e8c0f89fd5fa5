import { checksAsPickUpCode } from '../contracts/pick-up-code.ts';
import type { Randomness } from '../foundation/randomness.ts';
import { minutes, type Milliseconds } from '../foundation/units.ts';

/** The numbers of claims by pick-up code. */
export interface ClaimRules {
  /** Wrong codes for one order before it is locked. */
  readonly maximumAttempts: number;
  readonly lockedFor: Milliseconds;
}

/** As the bank does with PINs. */
export const standardClaimRules: ClaimRules = { maximumAttempts: 5, lockedFor: minutes(15) };

/** How often a code was tried in vain; `lockedAt`, milliseconds since 1970, from the attempt that was one too many. */
export interface ClaimAttempts {
  readonly failures: number;
  readonly lockedAt: number | null;
}

export const noAttempts: ClaimAttempts = { failures: 0, lockedAt: null };

/** What an attempt comes to before the code is looked at. `attempts` is to be recorded first: a power cut gives none back. */
export type BegunAttempt =
  | { readonly is: 'locked'; readonly until: number; readonly attempts: ClaimAttempts }
  /** `until`: when the lock ends that a wrong code now begins; null where `left` more may follow. */
  | {
      readonly is: 'open';
      readonly left: number;
      readonly until: number | null;
      readonly attempts: ClaimAttempts;
    };

/**
 * Counts an attempt as if it failed; whoever succeeds is given {@link noAttempts}.
 *
 * A clock that went back begins the lock anew: no lock lasts longer than `lockedFor` from when it is seen.
 */
export function beginAttempt(
  before: ClaimAttempts,
  now: number,
  rules: ClaimRules = standardClaimRules,
): BegunAttempt {
  const { lockedAt } = before;
  if (lockedAt !== null && now < lockedAt + rules.lockedFor) {
    const attempts = { ...before, lockedAt: Math.min(lockedAt, now) };
    return { is: 'locked', until: attempts.lockedAt + rules.lockedFor, attempts };
  }
  const failures = (lockedAt === null ? before.failures : 0) + 1;
  const left = Math.max(0, rules.maximumAttempts - failures);
  const locks = left === 0;
  return {
    is: 'open',
    left,
    until: locks ? now + rules.lockedFor : null,
    attempts: { failures, lockedAt: locks ? now : null },
  };
}

const FIGURES = 10;
/** The largest multiple of ten that a byte holds: what is above would make some figures more frequent. */
const EVEN_BYTES = 250;

/** A new pick-up code: 9 figures by chance and the one that checks them, about 29.8 bits. */
export function drawPickUpCode(randomness: Randomness): string {
  for (;;) {
    const drawn = drawFigures(randomness, FIGURES - 1);
    const whole = Array.from('0123456789')
      .map((check) => drawn + check)
      .find(checksAsPickUpCode);
    // One in eleven would need a tenth figure of ten.
    if (whole !== undefined) return whole;
  }
}

function drawFigures(randomness: Randomness, count: number): string {
  let figures = '';
  while (figures.length < count) {
    for (const byte of randomness.bytes(count - figures.length)) {
      if (byte < EVEN_BYTES) figures += String(byte % 10);
    }
  }
  return figures;
}
