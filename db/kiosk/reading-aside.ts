import SqliteDatabase from 'better-sqlite3';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Runs in the other thread: opens the file for reading, and answers one query after the other. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.library);
let db = null;
parentPort.on('message', (sql) => {
  try {
    db ??= new Database(workerData.path, { readonly: true, fileMustExist: true });
    parentPort.postMessage({ rows: db.prepare(sql).all() });
  } catch (error) {
    parentPort.postMessage({ message: String(error.message), code: String(error.code) });
  }
});`;

type Answer =
  { readonly rows: readonly unknown[] } | { readonly message: string; readonly code: string };

/** A file that is read in another thread: what takes seconds there holds nothing up here. */
export interface ReadingAside {
  /** @throws the database's own error. */
  ask(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export function readAside(path: string): ReadingAside {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(program, { eval: true, workerData: { library, path } });
  // Without a listener a thread that breaks would take the program with it.
  worker.on('error', () => {});
  return {
    ask: (sql) =>
      new Promise((resolve, reject) => {
        const done = () => {
          worker.off('message', onAnswer);
          worker.off('exit', onEnd);
        };
        const onAnswer = (answer: Answer) => {
          done();
          if ('rows' in answer) resolve(answer.rows);
          else reject(new SqliteDatabase.SqliteError(answer.message, answer.code));
        };
        const onEnd = () => {
          done();
          reject(new Error('The thread that read the records ended.'));
        };
        worker.on('message', onAnswer);
        worker.on('exit', onEnd);
        worker.postMessage(sql, []);
      }),
    async close() {
      await worker.terminate();
    },
  };
}
