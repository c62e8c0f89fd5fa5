/** Ends a `switch` over a union: a case that the types say cannot happen. */
export function unreachable(value: never): never {
  throw new TypeError(`No case for ${JSON.stringify(value)}.`);
}
