import { expect, test } from 'vitest';
import { openBody, writeBody } from '../../../../../app/delivery/stick/stick-body.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';

const complement = {
  blocks: 3,
  head: () => Buffer.from('a head'),
  block: (number: number) => Buffer.alloc(10 * number, number),
};
const body = Buffer.concat([...writeBody(complement)]);

/** Where the version stands: behind the magic. */
const VERSION_AT = 8;

test('a body gives its head and its blocks back, in any order', () => {
  const opened = openBody(bufferSource(body));
  expect(Buffer.from(opened.head).toString()).toBe('a head');
  expect([2, 0, 1].map((number) => Buffer.from(opened.payload(number)))).toEqual(
    [2, 0, 1].map(complement.block),
  );
});

test.each([1, 3])('a body of version %d is refused by name', (version) => {
  const another = Buffer.from(body);
  another.writeUInt16LE(version, VERSION_AT);
  expect(() => openBody(bufferSource(another))).toThrow(
    expect.objectContaining({ code: 'STICK_VERSION', context: { version } }),
  );
});
