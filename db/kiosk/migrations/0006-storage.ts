import { actsCounted } from './0003-books.ts';

/**
 * What is counted, what is being changed, and what is tried and not sold.
 *
 * An act belongs to an order or to a test of the machine, to one of them and never to both; so the table is made anew, with all
 * that stood in it. The database itself refuses a second guided job while one is under way, a test that ends twice, and an act
 * of neither.
 */
export const storage = `
CREATE TABLE storage_units (
  unit TEXT PRIMARY KEY CHECK (unit IN ('input', 'reject', 'retain', 'paper', 'ink')),
  is_known INTEGER NOT NULL CHECK (is_known IN (0, 1)),
  counted_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE guided_jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  drive INTEGER CHECK (drive > 0),
  state TEXT NOT NULL CHECK (json_valid(state)),
  begun_at TEXT NOT NULL,
  begun_by TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'left')),
  ended_at TEXT,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX guided_jobs_one_at_a_time ON guided_jobs (ended_at IS NULL)
WHERE ended_at IS NULL;
CREATE TRIGGER guided_jobs_end_once BEFORE UPDATE ON guided_jobs WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a guided job ends once'); END;

CREATE TABLE machine_tests (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  test TEXT NOT NULL CHECK (test IN ('burn', 'print', 'dispense')),
  drive INTEGER CHECK (drive > 0),
  slot INTEGER CHECK (slot > 0),
  detail TEXT NOT NULL,
  began_at TEXT NOT NULL,
  begun_by TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('passed', 'failed')),
  ended_at TEXT,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE TRIGGER machine_tests_end_once BEFORE UPDATE ON machine_tests WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a test ends once'); END;

CREATE TABLE test_discs (
  disc_id TEXT PRIMARY KEY,
  test INTEGER NOT NULL REFERENCES machine_tests (number),
  state TEXT NOT NULL CHECK (json_valid(state)),
  at TEXT NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.at')) STORED,
  place TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE acts_before (act_id INTEGER PRIMARY KEY, kind TEXT, order_id TEXT, disc_id TEXT,
  boot_id TEXT, intent TEXT, started_at TEXT, outcome TEXT, evidence TEXT, ended_at TEXT) STRICT;
INSERT INTO acts_before
SELECT act_id, kind, order_id, disc_id, boot_id, intent, started_at, outcome, evidence, ended_at
FROM acts;
DROP TABLE acts;
CREATE TABLE acts (
  act_id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  order_id TEXT REFERENCES orders (order_id),
  test INTEGER REFERENCES machine_tests (number),
  disc_id TEXT REFERENCES discs (disc_id),
  boot_id TEXT NOT NULL,
  intent TEXT NOT NULL CHECK (json_valid(intent)),
  started_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'failed', 'interrupted')),
  evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence)),
  ended_at TEXT,
  CHECK ((order_id IS NULL) <> (test IS NULL)),
  CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CHECK ((outcome IS NULL) = (evidence IS NULL))
) STRICT;
INSERT INTO acts
  (act_id, kind, order_id, disc_id, boot_id, intent, started_at, outcome, evidence, ended_at)
SELECT act_id, kind, order_id, disc_id, boot_id, intent, started_at, outcome, evidence, ended_at
FROM acts_before;
DROP TABLE acts_before;
CREATE INDEX acts_by_order ON acts (order_id);
CREATE INDEX acts_open ON acts (act_id) WHERE outcome IS NULL;

CREATE TRIGGER acts_no_write_without_identifiers BEFORE INSERT ON acts
WHEN NEW.kind = 'write.started' AND NEW.test IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM discs
    WHERE disc_id = NEW.disc_id AND user_id IS NOT NULL AND distributor_id IS NOT NULL
  )
BEGIN SELECT RAISE(ABORT, 'a write needs the identifiers of user and distributor'); END;
CREATE TRIGGER acts_end_once BEFORE UPDATE ON acts WHEN OLD.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an act ends once'); END;
CREATE TRIGGER acts_stay BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts are never deleted'); END;
${actsCounted}`;
