import { channel } from 'node:diagnostics_channel';
import { hash, verify } from '@node-rs/argon2';

/** Heard while a hash is being made: whoever lets time pass by itself has to wait for it. */
const begun = channel('diptych:slow-hash:begin');
const ended = channel('diptych:slow-hash:end');

/** A pick-up code as the kiosk keeps it: argon2id, 19 MiB, two passes (OWASP's first choice), a salt of its own. Off the event loop. */
export function hashClaim(pickUpCode: string): Promise<string> {
  return noticed(() => hash(pickUpCode));
}

/** Whether this is the code that was hashed. Takes as long either way. */
export function verifyClaim(hashed: string, pickUpCode: string): Promise<boolean> {
  return noticed(() => verify(hashed, pickUpCode));
}

async function noticed<Result>(work: () => Promise<Result>): Promise<Result> {
  const note = {};
  begun.publish(note);
  try {
    return await work();
  } finally {
    ended.publish(note);
  }
}
