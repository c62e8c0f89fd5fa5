import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Bytes of a session key, AES-256. */
const KEY_BYTES = 32;

/** HKDF-Extract of RFC 5869 §2.2 with SHA-256 and no salt. */
function extract(secret: Uint8Array): KeyObject {
  const none = new Uint8Array(KEY_BYTES);
  return createSecretKey(createHmac('sha256', none).update(secret).digest());
}

/** The first block of HKDF-Expand, §2.3: before every block of a film, so by one HMAC instead of a call of `hkdfSync`. */
function expand(extracted: KeyObject, purpose: string): Uint8Array {
  const info = `diptych viewing, version 1\0${purpose}`;
  return createHmac('sha256', extracted).update(info).update(Uint8Array.of(1)).digest();
}

/** Signs what the bank says to itself by way of a player: HMAC-SHA256, so that checking it costs a few microseconds. */
export interface Seal {
  /** `text` with its MAC behind a full stop. `text` has none of its own. */
  seal(text: string): string;
  /** @returns the text; null where the bank did not seal it, for this purpose. */
  open(sealed: string): string | null;
}

/** Everything that follows from the bank's secret of viewings, the same in each of its processes. */
export class ViewingKeys {
  readonly #extracted: KeyObject;
  readonly challenges: Seal;
  readonly tokens: Seal;

  /** @param secret 32 bytes. */
  constructor(secret: Uint8Array) {
    this.#extracted = extract(secret);
    this.challenges = sealWith(expand(this.#extracted, 'challenges'));
    this.tokens = sealWith(expand(this.#extracted, 'tokens'));
  }

  /** The key that blocks of this viewing are sealed with, 32 bytes; no other viewing has it. */
  sessionKey(viewingId: string): Uint8Array {
    return expand(this.#extracted, `session\0${viewingId}`);
  }
}

function sealWith(key: Uint8Array): Seal {
  const macOf = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    seal: (text) => `${text}.${macOf(text)}`,
    open(sealed) {
      const dot = sealed.indexOf('.');
      if (dot === -1) return null;
      const text = sealed.slice(0, dot);
      const [claimed, right] = [Buffer.from(sealed.slice(dot + 1)), Buffer.from(macOf(text))];
      return claimed.length === right.length && timingSafeEqual(claimed, right) ? text : null;
    },
  };
}
