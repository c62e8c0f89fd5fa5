import type { WritableDb } from '../../../../db/kiosk/kiosk-database.ts';

/**
 * Told, synchronously, of every point between two of which a power cut leaves something else behind: `commit:before order
 * queued->producing`, `act:after stage.started`.
 */
export type AtBoundary = (boundary: string) => void;

/** Where the points of {@link AtBoundary} are told of; nothing happens where nobody listens. */
export interface Boundaries {
  /** What the transaction under way is for. */
  note(what: string): void;
  pass(boundary: string): void;
}

export const noBoundaries: Boundaries = { note() {}, pass() {} };

type Statement = ReturnType<WritableDb['prepare']>;
type Work = (...values: unknown[]) => unknown;
const ways = ['default', 'deferred', 'immediate', 'exclusive'] as const;

/** Tells of every commit that this connection makes from now on, be it a transaction or one statement. */
export function watchCommits(db: WritableDb, atBoundary: AtBoundary): Boundaries {
  let notes = new Set<string>();
  let statements = new Set<string>();
  const commit = <Result>(run: () => Result): Result => {
    if (db.inTransaction) return run();
    notes = new Set();
    statements = new Set();
    const result = run();
    atBoundary(`commit:after ${named()}`);
    return result;
  };
  const named = () => [...(notes.size > 0 ? notes : statements)].join(' + ');

  const begin = db.transaction.bind(db) as (work: Work) => Record<(typeof ways)[number], Work>;
  const transaction = (work: Work): Work => {
    let isWhole = false;
    const watched = begin((...values: unknown[]) => {
      const result = work(...values);
      if (isWhole) atBoundary(`commit:before ${named()}`);
      return result;
    });
    const of = (way: (typeof ways)[number]): Work => {
      const run = watched[way];
      return (...values: unknown[]) => {
        isWhole = !db.inTransaction;
        return commit(() => run(...values));
      };
    };
    return Object.assign(of('default'), Object.fromEntries(ways.map((way) => [way, of(way)])));
  };

  const compile = db.prepare.bind(db);
  const known = new WeakSet<Statement>();
  const prepare = (sql: string): Statement => {
    const statement = compile(sql);
    if (statement.readonly || known.has(statement)) return statement;
    known.add(statement);
    const name = nameOf(sql);
    const watch = (run: Work): Work => {
      return (...values: unknown[]) =>
        commit(() => {
          statements.add(name);
          if (!db.inTransaction) atBoundary(`commit:before ${name}`);
          return run.apply(statement, values);
        });
    };
    const { all, get, run } = statement as unknown as Record<'all' | 'get' | 'run', Work>;
    return Object.assign(statement, { all: watch(all), get: watch(get), run: watch(run) });
  };
  Object.assign(db, { prepare, transaction });
  return { note: (what) => void notes.add(what), pass: atBoundary };
}

/** `UPDATE orders SET …` is called `update orders`. */
function nameOf(sql: string): string {
  const [, verb = 'write', table = ''] =
    /^\s*(insert|update|delete|replace)(?:\s+or\s+\w+)?\s+(?:into\s+|from\s+)?(\w+)/i.exec(sql) ??
    [];
  return `${verb} ${table}`.toLowerCase().trim();
}
