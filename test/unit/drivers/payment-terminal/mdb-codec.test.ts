import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMdbCommand,
  decodeMdbReply,
  encodeMdbCommand,
  encodeMdbReply,
  mdbLineCollector,
  type MdbCommand,
  type MdbReply,
} from '../../../../drivers/payment-terminal/mdb-codec.ts';

const state = (of: Extract<MdbReply, { kind: 'state' }>['state']): MdbReply => ({
  kind: 'state',
  state: of,
});

describe('a command to an MDB interface', () => {
  it.each<[MdbCommand, string]>([
    [{ kind: 'version' }, 'V'],
    [{ kind: 'master' }, 'D,2'],
    [{ kind: 'enable-reader' }, 'D,READER,1'],
    [{ kind: 'status' }, 'D,STATUS'],
    [{ kind: 'request', amount: 120, product: 10 }, 'D,REQ,1.20,10'],
    [{ kind: 'request', amount: 5, product: 1 }, 'D,REQ,0.05,1'],
    [{ kind: 'cancel' }, 'D,REQ,-1'],
    [{ kind: 'end' }, 'D,END'],
    [{ kind: 'revert' }, 'D,END,-1'],
  ])('%j is %s', (command, line) => {
    expect(encodeMdbCommand(command)).toBe(line);
    expect(decodeMdbCommand(line)).toEqual(command);
  });
});

describe('a line of an MDB interface', () => {
  it.each<[string, MdbReply | null]>([
    ['v,4.0.2.0,0123456789ab', { kind: 'version', version: '4.0.2.0' }],
    ['d,STATUS,RESET', state({ is: 'reset' })],
    ['d,STATUS,INIT,1', state({ is: 'init', asksFirst: true })],
    ['d,STATUS,INIT,1,#,3,1756,1,2,30,8', state({ is: 'init', asksFirst: true })],
    ['d,STATUS,INIT,0', state({ is: 'init', asksFirst: false })],
    ['d,STATUS,IDLE', state({ is: 'idle' })],
    ['d,STATUS,IDLE,#,3,1756,1,2,30,8', state({ is: 'idle' })],
    ['d,STATUS,VEND', state({ is: 'vend' })],
    ['d,STATUS,RESULT,1,1.20', state({ is: 'approved', amount: 120 })],
    ['d,STATUS,RESULT,1,1.50,#,3,1756,1,2,30,8', state({ is: 'approved', amount: 150 })],
    ['d,STATUS,RESULT,1', state({ is: 'approved', amount: null })],
    ['d,STATUS,RESULT,-1', state({ is: 'denied' })],
    ['d,ERR,-1', { kind: 'error', text: '-1' }],
    ['d,ERR,"-1"', { kind: 'error', text: '-1' }],
    ['D,ERR,"cashless master is on"', { kind: 'error', text: 'cashless master is on' }],
    ['d,STATUS,CREDIT,-1', null],
    ['c,STATUS,IDLE', null],
    ['x,ACK', null],
    ['', null],
  ])('%s', (line, reply) => {
    expect(decodeMdbReply(line)).toEqual(reply);
  });

  it('is read as the simulated interface writes it', () => {
    const replies: MdbReply[] = [
      { kind: 'version', version: '4.0.2.0' },
      { kind: 'error', text: '-1' },
      state({ is: 'approved', amount: 499 }),
      state({ is: 'init', asksFirst: true }),
      state({ is: 'denied' }),
    ];
    expect(replies.map((reply) => decodeMdbReply(encodeMdbReply(reply)))).toEqual(replies);
  });

  it('is found after any garbage, cut anywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(340), (noise, cut) => {
        const whole = Buffer.concat([noise, Buffer.from('\nd,STATUS,VEND\r\n')]);
        const lines: string[] = [];
        const collect = mdbLineCollector((line) => lines.push(line));
        collect(whole.subarray(0, cut));
        collect(whole.subarray(cut));
        for (const line of lines) decodeMdbReply(line);
        expect(lines.at(-1)).toBe('d,STATUS,VEND');
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
