/**
 * Clients that pull main streams from a bank as fast as they can, over and over. Reads a {@link BankLoadTask} on standard input; prints
 * a line once all of them have begun; after a SIGTERM, what they have got meanwhile.
 */
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../app/foundation/clock.ts';
import { signRequest } from '../../app/foundation/http-signature.ts';
import { systemRandomness } from '../../app/foundation/randomness.ts';
import { bankLoadTaskSchema } from './bank-task.ts';

const task = bankLoadTaskSchema.parse(JSON.parse(await text(process.stdin)));
const privateKey = createPrivateKey(task.privateKey);
const over = new AbortController();
let bytes = 0;

async function pull(target: string, onBegin: () => void): Promise<void> {
  const { hostname, port } = new URL(task.url);
  while (!over.signal.aborted) {
    const signer = { keyId: task.kioskId, privateKey };
    const request = { method: 'GET', target, body: null };
    const headers = signRequest(request, signer, systemClock, systemRandomness);
    const asked = http.get({ hostname, port, path: target, headers, agent: false });
    const [response] = (await once(asked, 'response')) as [http.IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`The bank answers ${response.statusCode}.`);
    for await (const piece of response as AsyncIterable<Buffer>) {
      onBegin();
      bytes += piece.length;
      if (over.signal.aborted) response.destroy();
    }
  }
}

let begin = 0;
process.once('SIGTERM', () => {
  over.abort();
  const seconds = (systemClock.monotonic() - begin) / 1000;
  process.stdout.write(`${JSON.stringify({ bytes, seconds })}\n`, () => process.exit(0));
});
await Promise.all(
  task.targets.map(
    (target) =>
      new Promise<void>((resolve, reject) => {
        pull(target, resolve).catch(reject);
      }),
  ),
);
begin = systemClock.monotonic();
bytes = 0;
process.stdout.write(`${JSON.stringify({ counting: true })}\n`);
