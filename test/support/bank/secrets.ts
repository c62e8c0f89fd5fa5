/** Something that must never be seen outside the bank. */
export interface Secret {
  readonly what: string;
  readonly bytes: Uint8Array;
}

export function secretText(what: string, text: string): Secret {
  return { what, bytes: Buffer.from(text) };
}

/** A secret in every shape in which it could slip out: as it is, hexadecimal, base64 and base64url, as JSON of a Buffer. */
function shapes(secret: Secret): readonly Buffer[] {
  const bytes = Buffer.from(secret.bytes);
  return [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('hex').toUpperCase()),
    Buffer.from(bytes.toString('base64').replace(/=+$/, '')),
    Buffer.from(bytes.toString('base64url')),
    Buffer.from(JSON.stringify([...bytes]).slice(1, -1)),
  ];
}

/** Tells which secrets `seen` gives away. */
export function secretFinder(secrets: readonly Secret[]): (seen: Uint8Array) => readonly string[] {
  const known = secrets.map((secret) => ({ what: secret.what, shapes: shapes(secret) }));
  return (seen) => {
    const buffer = Buffer.from(seen.buffer, seen.byteOffset, seen.byteLength);
    return known
      .filter((secret) => secret.shapes.some((shape) => buffer.includes(shape)))
      .map(({ what }) => what);
  };
}
