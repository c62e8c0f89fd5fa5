import { describe, expect, it } from 'vitest';
import {
  decodeReaders,
  decodeUid,
  encodeRequest,
  encodeTransmit,
  GET_UID,
  messageLayouts,
  READER_STATE_BYTES,
  READERS_STATE_BYTES,
  resultName,
  statusWord,
} from '../../../../drivers/id-reader/pcsc-codec.ts';

const bytes = (...parts: string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');
const hexOf = (message: Uint8Array) => Buffer.from(message).toString('hex');
const name = (text: string) => Buffer.from(text.padEnd(128, '\0'), 'latin1').toString('hex');

/** As observed between a client and pcscd 1.9.9 with a virtual reader and card. */
describe('requests to pcscd', () => {
  it('have a header with the length of their body and their number', () => {
    expect(
      hexOf(encodeRequest('version', messageLayouts.version.write({ major: 4, minor: 4 }))),
    ).toBe(hexOf(bytes('0c000000 11000000', '04000000 04000000 00000000')));
    expect(hexOf(encodeRequest('waitReaderStateChange'))).toBe(hexOf(bytes('00000000 13000000')));
  });

  it('name the reader to connect to in 128 bytes', () => {
    const body = messageLayouts.connect.write(
      { context: 0x16768a19, shareMode: 2, preferredProtocols: 3 },
      'Virtual PCD 00 00',
    );
    expect(hexOf(encodeRequest('connect', body))).toBe(
      hexOf(
        bytes(
          '98000000 04000000',
          '198a7616',
          name('Virtual PCD 00 00'),
          '02000000 03000000 00000000 00000000 00000000',
        ),
      ),
    );
  });

  it('carry bytes to a card behind their body, uncounted by the header', () => {
    expect(hexOf(encodeTransmit(0x03084e0b, 2, GET_UID))).toBe(
      hexOf(
        bytes(
          '20000000 09000000',
          '0b4e0803 02000000 08000000 05000000',
          '02000000 08000000 02010000 00000000',
          'ffca000000',
        ),
      ),
    );
  });
});

describe('answers of pcscd', () => {
  it('say which protocol it speaks, and that the offered one is not', () => {
    const answer = messageLayouts.version.read(bytes('04000000 04000000 1e001080'));
    expect(answer).toEqual({ major: 4, minor: 4, rv: 0x8010001e });
    expect(resultName(answer.rv)).toBe('serviceStopped');
  });

  it('give a context', () => {
    expect(messageLayouts.establishContext.read(bytes('02000000 198a7616 00000000'))).toEqual({
      scope: 2,
      context: 0x16768a19,
      rv: 0,
    });
  });

  it('list readers in a table of 16 rows, empty ones without a name', () => {
    const row = (text: string, words: string) =>
      bytes(name(text), words)
        .toString('hex')
        .padEnd(READER_STATE_BYTES * 2, '0');
    const table = Buffer.alloc(READERS_STATE_BYTES);
    bytes(
      row('Virtual PCD 00 00', '01000000 34000000 00000000'),
      row('Virtual PCD 00 01', '00000000 02000000 00000000'),
      row('Mute card', '03000000 0c000000 00000000'),
    ).copy(table);
    expect(table.length).toBe(2944);
    expect(decodeReaders(table)).toEqual([
      { name: 'Virtual PCD 00 00', eventCounter: 1, isCardPresent: true },
      { name: 'Virtual PCD 00 01', eventCounter: 0, isCardPresent: false },
      { name: 'Mute card', eventCounter: 3, isCardPresent: false },
    ]);
  });

  it('say why there is no card', () => {
    const refused = (rv: string) => {
      const body = messageLayouts.connect.write({}, 'Virtual PCD 00 00');
      body.set(bytes(rv), body.length - 4);
      return resultName(messageLayouts.connect.read(body).rv);
    };
    expect(['0c001080', '09001080', '66001080', '69001080', 'ff001080'].map(refused)).toEqual([
      'noSmartcard',
      'unknownReader',
      'unresponsiveCard',
      'removedCard',
      '0x801000ff',
    ]);
  });

  it('say how many bytes of a card follow', () => {
    const answer = bytes(
      '0b4e0803 00000000 08000000 05000000',
      '01000000 08000000 09000000 00000000',
    );
    expect(messageLayouts.transmit.read(answer)).toMatchObject({ receiveLength: 9, rv: 0 });
  });
});

describe('the number of a card', () => {
  it.each([
    ['04a1b2c3 9000', '04A1B2C3'],
    ['04a1b2c3d4e580 9000', '04A1B2C3D4E580'],
    ['e0040100 12345678 9000', 'E004010012345678'],
    ['04a1b2c3d4e580112233 9000', '04A1B2C3D4E580112233'],
    ['6a81', null],
    ['9000', null],
    ['04a1b2 9000', null],
    ['', null],
  ])('of %s is %s', (answer, uid) => {
    expect(decodeUid(bytes(answer))).toBe(uid);
  });

  it('is missing with a status word that can be told', () => {
    expect(statusWord(bytes('6a81'))).toBe('6A81');
  });
});
