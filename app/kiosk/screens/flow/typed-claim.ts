import { checksAsPickUpCode, pickUpCodeLength } from '../../../contracts/pick-up-code.ts';

/** What is typed to collect a disc while the line is down: the order code without its hyphen, and the pick-up code. */
export interface TypedClaim {
  readonly code: string;
  readonly pickUp: string;
  readonly field: 'code' | 'pickUp';
}

export const orderCodeLength = 8;

/** Crockford's base 32: what looks alike stands for the same. */
export const orderCodeSigns = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const alike: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

/** @param code known already, `K7F3-92QD`; null where it has to be typed. */
export function freshClaim(code: string | null): TypedClaim {
  return {
    code: code?.replace('-', '') ?? '',
    pickUp: '',
    field: code === null ? 'code' : 'pickUp',
  };
}

/** Adds a letter or figure where one is missing; a whole order code leads on to the pick-up code. */
export function typeSign(typed: TypedClaim, sign: string): TypedClaim {
  if (typed.field === 'pickUp') {
    if (!/^\d$/.test(sign) || typed.pickUp.length === pickUpCodeLength) return typed;
    return { ...typed, pickUp: typed.pickUp + sign };
  }
  const upper = sign.toUpperCase();
  const meant = alike[upper] ?? upper;
  if (meant.length !== 1 || !orderCodeSigns.includes(meant)) return typed;
  const code = (typed.code + meant).slice(0, orderCodeLength);
  return { ...typed, code, field: code.length === orderCodeLength ? 'pickUp' : 'code' };
}

/** Takes the last one back; from an empty pick-up code back into the order code. */
export function eraseSign(typed: TypedClaim): TypedClaim {
  if (typed.field === 'pickUp' && typed.pickUp !== '') {
    return { ...typed, pickUp: typed.pickUp.slice(0, -1) };
  }
  return { ...typed, field: 'code', code: typed.code.slice(0, -1) };
}

/** Whether ten figures stand there that cannot be a pick-up code: one is mistyped, or two are swapped. */
export function isMistyped({ pickUp }: TypedClaim): boolean {
  return pickUp.length === pickUpCodeLength && !checksAsPickUpCode(pickUp);
}

/** What is still missing before it can be sent, or `null`. */
export function missingClaim(typed: TypedClaim): 'code' | 'pickUp' | 'check' | null {
  if (typed.code.length < orderCodeLength) return 'code';
  if (typed.pickUp.length < pickUpCodeLength) return 'pickUp';
  return isMistyped(typed) ? 'check' : null;
}

/** As it is carried and asked for: `K7F3-92QD`. */
export function withHyphen(code: string): string {
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}
