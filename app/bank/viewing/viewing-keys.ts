import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Bytes of a session key, AES-256. */
const KEY_BYTES = 32;

function derive(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(
    hkdfSync(
      'sha256',
      secret,
      new Uint8Array(),
      `diptych viewing, version 1\0${purpose}`,
      KEY_BYTES,
    ),
  );
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
  readonly #secret: Uint8Array;
  readonly challenges: Seal;
  readonly tokens: Seal;

  /** @param secret 32 bytes. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
    this.challenges = sealWith(derive(secret, 'challenges'));
    this.tokens = sealWith(derive(secret, 'tokens'));
  }

  /** The key that blocks of this viewing are sealed with, 32 bytes; no other viewing has it. */
  sessionKey(viewingId: string): Uint8Array {
    return derive(this.#secret, `session\0${viewingId}`);
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
