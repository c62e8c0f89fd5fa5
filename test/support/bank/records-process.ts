import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { licenceRules } from '../../../app/licences/rules.ts';
import { type BankDatabase, openBankDatabase } from '../../../db/bank/database.ts';
import { Kiosks } from '../../../db/bank/kiosks.ts';
import { type NewViewing, Viewings } from '../../../db/bank/viewings.ts';

/** What a test asks of a second process with a connection of its own. */
export type RecordsRequest =
  | { readonly is: 'connect'; readonly path: string }
  /** All at once. */
  | { readonly is: 'open'; readonly viewings: readonly NewViewing[] }
  | { readonly is: 'enrol'; readonly codes: readonly number[]; readonly now: string };
export interface RecordsReply {
  /** Of what was asked for: those that were given. */
  readonly given: readonly string[];
  readonly failures: readonly string[];
}

/** The hash of a code that a test makes up, and the key of the kiosk that it is for. */
export const codeHashOf = (number: number) => Buffer.alloc(32, `code ${number} `);

let database: BankDatabase | null = null;

/** @returns what was given; null: it was refused. */
async function give(request: RecordsRequest): Promise<Promise<string | null>[]> {
  if (request.is === 'connect') {
    await database?.close();
    database = await openBankDatabase(request.path, new ManualClock());
    return [];
  }
  if (database === null) throw new Error('There is no connection.');
  if (request.is === 'open') {
    const viewings = new Viewings(database, licenceRules);
    return request.viewings.map(async (viewing) => {
      const opened = await viewings.open(viewing);
      return opened?.decision.is === 'admitted' ? viewing.viewingId : null;
    });
  }
  const kiosks = new Kiosks(database);
  return request.codes.map(async (number) => {
    const kiosk = { kioskId: `k_process-${number}`, publicKey: `key ${number}` };
    return (await kiosks.enrol(codeHashOf(number), kiosk, request.now))?.kioskId ?? null;
  });
}

process.on('message', (request: RecordsRequest) => {
  const reply = (given: readonly string[], failures: readonly string[]) =>
    process.send?.({ given, failures } satisfies RecordsReply);
  give(request)
    .then((asked) => Promise.allSettled(asked))
    .then(
      (outcomes) =>
        reply(
          outcomes.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : [])),
          outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])),
        ),
      (error: unknown) => reply([], [String(error)]),
    );
});
